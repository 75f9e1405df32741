package io.aldis.lab;

import static io.aldis.lab.MailboxScenario.AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.lab.ScriptedPhone.Identity;
import io.aldis.lab.ScriptedPhone.Opening;
import io.aldis.lab.ServerTwice.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Devices that come back under another contact (DESIGN §5.2 to §5.5, rows A1, A2, A2b, A3 and A12 of issue 10). */
final class ReturnRules {
    private ReturnRules() {}

    static List<Rule> all() {
        var rules = new ArrayList<Rule>();
        for (Leaving leaving : Leaving.values())
            for (Move move : Move.values())
                rules.add(new Rule(
                        "A1: messages accepted after " + leaving + " reach " + move + ", in order, at once",
                        scenario -> comesBack(scenario, leaving, move)));
        rules.add(new Rule("A1: messages for an account that never had a device reach its first", ReturnRules::first));
        rules.add(new Rule("A1: a known instance has its copy after a new one took it", ReturnRules::newInstance));
        rules.add(new Rule("A2: what a phone took under another contact never comes again", ReturnRules::backAgain));
        rules.add(new Rule("A2: what an instance took does not come to its next port", ReturnRules::samePhone));
        rules.add(new Rule("A2: two nameless phones registered together get a copy each", ReturnRules::twoNameless));
        rules.add(
                new Rule("A2: a nameless phone under its old contact gets what others took", ReturnRules::oldContact));
        rules.add(new Rule(
                "A2: a nameless phone under a new contact gets no copy that others took", ReturnRules::newContact));
        rules.add(new Rule("A2b: nothing waits for the old contact of a phone that crashed", ReturnRules::ghosts));
        rules.add(new Rule("A2b: nothing comes again when the old contact has expired", ReturnRules::expiredGhost));
        rules.add(new Rule("A3: copies for a device that is gone fill no quota", ReturnRules::quota));
        rules.add(new Rule(
                "A3: twelve starts on random ports meet no 403 and leave one device", ReturnRules::twelveStarts));
        rules.add(new Rule("A12: two pages without instance get every message", ReturnRules::twoPages));
        return rules;
    }

    /** How a phone goes away before the message comes. */
    private enum Leaving {
        UNREGISTERED("a REGISTER with Expires 0"),
        CRASHED("a crash"),
        LOST("the loss of its connection");

        private final String text;

        Leaving(String text) {
            this.text = text;
        }

        private Opening opening(MailboxScenario scenario) {
            return this == LOST ? scenario.tcp() : scenario.udp("127.0.0.1");
        }

        private void leave(ScriptedPhone phone) {
            if (this == UNREGISTERED) phone.leave();
            else phone.close();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** What a phone is when it comes back. */
    private enum Move {
        PORT("the phone on another port", it -> it.udp("127.0.0.1"), false, true),
        ADDRESS("the phone at another address", it -> it.udp("127.0.0.2"), false, false),
        CONNECTION("the phone over another connection", MailboxScenario::tcp, false, true),
        USER_PART("the phone under another user part", it -> it.udp("127.0.0.1"), false, false),
        INSTANCE("a phone with another instance id", it -> it.udp("127.0.0.1"), true, false),
        PAGE("a page without instance id", MailboxScenario::webSocket, false, false),
        NAMED_PAGE("a page with another instance id", MailboxScenario::webSocket, true, false);

        private final String text;
        private final Function<MailboxScenario, Opening> opening;
        private final boolean named;
        private final boolean looksTheSame;

        Move(String text, Function<MailboxScenario, Opening> opening, boolean named, boolean looksTheSame) {
            this.text = text;
            this.opening = opening;
            this.named = named;
            this.looksTheSame = looksTheSame;
        }

        private Identity before(MailboxScenario scenario) {
            return named ? scenario.named("before") : scenario.nameless();
        }

        private Identity after(MailboxScenario scenario, Identity before) {
            if (named) return scenario.named("after");
            return this == USER_PART ? before.withContact("x7f3a91") : before.startedAgain();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static void comesBack(MailboxScenario scenario, Leaving leaving, Move move) {
        Identity before = move.before(scenario);
        leaving.leave(scenario.phone(before, leaving.opening(scenario)).register());
        scenario.accepted("one");
        scenario.accepted("other", MailboxScenario.from("other"));
        scenario.accepted("two");
        scenario.restart();
        var back = scenario.phone(move.after(scenario, before), move.opening.apply(scenario));
        back.register().takesAtOnce(AT_ONCE, "one", "other", "two");
        if (move.named) scenario.expectToWait(3); // for the instance that was known when they came (DESIGN §5.3)
        else if (leaving != Leaving.UNREGISTERED && !move.looksTheSame) scenario.allowToWait(3);
        scenario.check();
        back.hearsNothing();
        back.leave();
        var third = scenario.udp(move.named ? scenario.named("third") : before.startedAgain());
        third.register().hearsNothing();
    }

    private static void first(MailboxScenario scenario) {
        scenario.accepted("one", "two");
        scenario.restart();
        var first = scenario.udp(scenario.named("a"));
        first.register().takesAtOnce(AT_ONCE, "one", "two");
        scenario.untilNothingIsKept();
        scenario.udp(scenario.named("b")).register().hearsNothing();
    }

    private static void newInstance(MailboxScenario scenario) {
        scenario.udp(scenario.named("one")).register().leave();
        scenario.accepted("hello");
        var two = scenario.udp(scenario.named("two")).register();
        two.takes("hello");
        scenario.until("taken", () -> scenario.kept().getFirst().taken());
        scenario.restart();
        scenario.udp(scenario.named("one")).register().takesAtOnce(AT_ONCE, "hello");
        scenario.udp(scenario.named("three")).register().hearsNothing();
        two.hearsNothing();
    }

    // ---- A2

    private static void backAgain(MailboxScenario scenario) {
        var a = scenario.udp(scenario.nameless()).register();
        a.unregister();
        scenario.accepted("1", "2", "3");
        var b = scenario.udp(a.identity().startedAgain()).register();
        b.takes("1", "2", "3");
        scenario.untilNothingIsKept();
        scenario.relayed("4", b);
        b.leave();
        scenario.restart();
        a.register().hearsNothing();
        scenario.relayed("5", a);
    }

    private static void samePhone(MailboxScenario scenario) {
        var a = scenario.udp(scenario.named("a")).register();
        a.unregister();
        scenario.accepted("1", "2");
        a.register().takes("1", "2");
        scenario.untilNothingIsKept();
        scenario.relayed("3", a);
        a.close();
        scenario.restart();
        var back = scenario.tcp(scenario.named("a")).register();
        back.hearsNothing();
        scenario.relayed("4", back);
    }

    private static void twoNameless(MailboxScenario scenario) {
        var a = scenario.udp(scenario.nameless()).register();
        var b = scenario.udp(scenario.nameless()).register();
        a.unregister();
        b.unregister();
        scenario.accepted("hello");
        scenario.restart();
        a.register().takesAtOnce(AT_ONCE, "hello");
        b.register().takesAtOnce(AT_ONCE, "hello");
        a.register().hearsNothing();
        b.hearsNothing();
    }

    private static void oldContact(MailboxScenario scenario) {
        var named = scenario.udp(scenario.named("named")).register();
        var nameless = scenario.udp(scenario.nameless()).register();
        nameless.unregister();
        scenario.relayed("old", named);
        scenario.until("kept for the other", () -> scenario.kept().size() == 1);
        scenario.restart();
        nameless.register().takesAtOnce(AT_ONCE, "old");
        named.hearsNothing();
    }

    private static void newContact(MailboxScenario scenario) {
        var named = scenario.udp(scenario.named("named")).register();
        var nameless = scenario.udp(scenario.nameless()).register();
        nameless.leave();
        scenario.relayed("old", named);
        scenario.until("kept for the other", () -> scenario.kept().size() == 1);
        scenario.restart();
        var back = scenario.udp(nameless.identity().startedAgain()).register();
        back.hearsNothing();
        named.hearsNothing();
        scenario.untilNothingIsKept();
    }

    // ---- A2b

    private static void ghosts(MailboxScenario scenario) {
        var first = scenario.udp(scenario.nameless()).register();
        first.close();
        var second = scenario.udp(first.identity().startedAgain()).register();
        scenario.relayed("1", second);
        scenario.relayed("2", second);
        scenario.restart();
        scenario.relayed("3", second);
        scenario.untilNothingIsKept();
        second.close();
        var third = scenario.udp(first.identity().startedAgain()).register();
        third.hearsNothing();
        scenario.relayed("4", third);
    }

    private static void expiredGhost(MailboxScenario scenario) {
        var first = scenario.udp(scenario.nameless());
        assertThat(first.register(3)).startsWith("SIP/2.0 200");
        var second = scenario.udp(first.identity().startedAgain()).register();
        scenario.relayed("1", second);
        scenario.relayed("2", second);
        scenario.restart();
        scenario.until("the old contact has expired", () -> contacts(second.register(600)) == 1);
        scenario.relayed("3", second);
        scenario.untilNothingIsKept();
        second.close();
        var third = scenario.udp(first.identity().startedAgain()).register();
        third.hearsNothing();
        scenario.relayed("4", third);
        first.close();
    }

    /** So many contacts are listed in the response to a REGISTER. */
    private static long contacts(String response) {
        return response.lines().filter(line -> line.startsWith("Contact:")).count();
    }

    // ---- A3

    /** More than the quota of a sender and of the account. */
    private static final int MANY = 40;

    private static void quota(MailboxScenario scenario) {
        scenario.udp(scenario.named("gone")).register().leave();
        var here = scenario.udp(scenario.named("here")).register();
        for (int i = 0; i < MANY; i++) scenario.relayed("taken " + i, here);
        here.unregister();
        scenario.accepted("one");
        scenario.restart();
        scenario.accepted("two");
        here.register().takesAtOnce(AT_ONCE, "one", "two");
        here.hearsNothing();
        var gone = scenario.udp(scenario.named("gone")).register();
        String next = gone.request();
        while (!ScriptedPhone.body(next).equals("two")) {
            gone.answer(next, "200 OK");
            next = gone.request();
        }
        gone.answer(next, "200 OK");
    }

    private static void twelveStarts(MailboxScenario scenario) {
        Identity phone = scenario.nameless();
        for (int i = 0; i < 6; i++)
            scenario.udp(phone.startedAgain()).register().close();
        scenario.restart();
        for (int i = 0; i < 6; i++)
            scenario.udp(phone.startedAgain()).register().close();
        var last = scenario.udp(phone.startedAgain()).register();
        scenario.relayed("1", last);
        scenario.relayed("2", last);
        scenario.untilNothingIsKept();
        last.hearsNothing();
    }

    // ---- A12

    private static void twoPages(MailboxScenario scenario) {
        for (int i = 0; i < 2; i++) scenario.webSocket(scenario.nameless()).register();
        scenario.restart();
        var one = scenario.webSocket(scenario.nameless()).register();
        var two = scenario.webSocket(scenario.nameless()).register();
        // the last one answers first: a server that sends to the other only when the last one is silent is found out
        for (String body : List.of("1", "2", "3")) scenario.relayed(body, two, one);
        one.hearsNothing();
        two.hearsNothing();
        scenario.allowToWait(3); // for the two pages that were connected when the server was killed
    }
}
