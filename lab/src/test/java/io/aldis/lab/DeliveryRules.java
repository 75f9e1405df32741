package io.aldis.lab;

import static io.aldis.lab.MailboxScenario.AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.lab.ServerTwice.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Devices that do not answer, answer late or refuse (DESIGN §5.2, §5.4, §5.6 and §5.8, rows A4 to A7 and A13 of issue 10). */
final class DeliveryRules {
    private static final String BIG = "x".repeat(70_000);

    /** 30 s or three tries of 6.4 s with pauses of 1 s and 2 s, and what a busy machine needs. */
    private static final Duration ASIDE = Duration.ofSeconds(40);

    private static final int TRIES = 3;

    private DeliveryRules() {}

    static List<Rule> all() {
        var rules = new ArrayList<Rule>();
        rules.add(new Rule("A4: 70,000 octets for a UDP phone that is there are 513", DeliveryRules::tooLargeThere));
        rules.add(new Rule(
                "A4: 70,000 octets for a UDP phone that is away stop no other message", DeliveryRules::tooLargeAway));
        rules.add(new Rule("A5: message that is never answered lets those behind it pass", DeliveryRules::unanswered));
        rules.add(new Rule(
                "A5: message that ends the connection lets those behind it pass", DeliveryRules::endsConnection));
        rules.add(new Rule("A5: message that is answered 500 lets those behind it pass", DeliveryRules::answered500));
        for (boolean named : List.of(true, false)) {
            String phone = named ? "an instance" : "a nameless phone";
            rules.add(new Rule(
                    "A6: message that " + phone + " left unanswered comes at once to its next port",
                    scenario -> movesAfter202(scenario, named)));
            rules.add(new Rule(
                    "A6: " + phone + " that registers elsewhere while the sender waits gets the message at once",
                    scenario -> movesWhileSenderWaits(scenario, named)));
            rules.add(new Rule(
                    "A7: message that " + phone + " answers at its old port after its REGISTER comes once",
                    scenario -> answersAtOldPort(scenario, named)));
            rules.add(new Rule(
                    "A7: message that " + phone + " answers at its old port while the sender waits comes once",
                    scenario -> answersAtOldPortWhileSenderWaits(scenario, named)));
        }
        rules.add(new Rule(
                "A6: connection that falls silent is no longer waited for after a REGISTER over the next",
                DeliveryRules::nextConnection));
        rules.add(new Rule(
                "A7: message has the same branch at the next contact of its device", DeliveryRules::sameBranch));
        rules.add(new Rule(
                "A7: device that has answered a message recognises it after it moved",
                DeliveryRules::answeredAndMoved));
        rules.add(new Rule(
                "A13: newer message comes behind an older one that the device postponed", DeliveryRules::behindOlder));
        rules.add(new Rule("A13: messages come in order however the phone comes and goes", DeliveryRules::inOrder));
        return rules;
    }

    // ---- A4

    /** @return the final response */
    private static int sendsOverTcp(MailboxScenario scenario, String body) {
        String id = scenario.user() + "-" + UUID.randomUUID();
        var heard = new LinkedBlockingQueue<String>();
        try (var wire = PhoneWire.tcp(scenario.ports().sip(), heard::add)) {
            wire.send(SipText.message(scenario.user(), id, 5060, body).replace("SIP/2.0/UDP", "SIP/2.0/TCP"));
            for (int i = 0; i < 2; i++) {
                String response = Objects.requireNonNull(heard.poll(30, TimeUnit.SECONDS), "no response");
                if (SipText.code(response) >= 200) return SipText.code(response);
            }
            throw new AssertionError("no final response");
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static void tooLargeThere(MailboxScenario scenario) {
        var phone = scenario.udp(scenario.nameless()).register();
        assertThat(sendsOverTcp(scenario, BIG)).isIn(413, 513);
        scenario.relayed("1", phone);
        phone.unregister();
        assertThat(sendsOverTcp(scenario, BIG)).isIn(413, 513);
        scenario.accepted("2");
        scenario.restart();
        phone.register().takesAtOnce(AT_ONCE, "2");
        assertThat(sendsOverTcp(scenario, BIG)).isIn(413, 513);
        scenario.relayed("3", phone);
        phone.hearsNothing();
    }

    /** After a restart the server may not know how the device will come back: then it may accept the message, which must stop no other. */
    private static void tooLargeAway(MailboxScenario scenario) {
        var phone = scenario.udp(scenario.nameless()).register();
        phone.unregister();
        scenario.restart();
        scenario.accepted("1");
        int code = sendsOverTcp(scenario, BIG);
        assertThat(code).isIn(202, 413, 513);
        scenario.accepted("2");
        phone.register().takesAtOnce(AT_ONCE, "1", "2");
        phone.unregister();
        scenario.accepted("3");
        phone.register().takesAtOnce(AT_ONCE, "3");
        phone.hearsNothing();
        scenario.expectToWait(code == 202 ? 1 : 0); // for a device that takes it over TCP
    }

    // ---- A5

    private static void unanswered(MailboxScenario scenario) {
        var phone = scenario.udp(scenario.named("a")).register();
        phone.unregister();
        scenario.accepted("bad", "good");
        scenario.accepted("other", MailboxScenario.from("other"));
        scenario.restart();
        long registered = System.nanoTime();
        phone.register();
        String bad = phone.request();
        assertThat(ScriptedPhone.body(bad)).isEqualTo("bad");
        phone.ignore(bad);
        phone.takes("good", "other");
        assertThat(Duration.ofNanos(System.nanoTime() - registered)).isLessThan(ASIDE);
        phone.heed(bad);
        phone.takes("bad");
        phone.hearsNothing();
    }

    private static void endsConnection(MailboxScenario scenario) {
        scenario.tcp(scenario.named("a")).register().close();
        scenario.accepted("bad", "good");
        scenario.accepted("other", MailboxScenario.from("other"));
        var before = scenario.tcp(scenario.named("a")).register();
        assertThat(ScriptedPhone.body(before.request())).isEqualTo("bad");
        before.close();
        scenario.restart();
        int bad = 0;
        var phone = scenario.tcp(scenario.named("a")).register();
        String next = phone.request();
        for (; ScriptedPhone.body(next).equals("bad"); next = phone.request()) {
            assertThat(++bad).isLessThanOrEqualTo(TRIES);
            phone.close();
            phone = scenario.tcp(scenario.named("a")).register();
        }
        assertThat(ScriptedPhone.body(next)).isEqualTo("good");
        phone.answer(next, "200 OK");
        phone.takes("other", "bad");
        phone.hearsNothing();
    }

    private static void answered500(MailboxScenario scenario) {
        var phone = scenario.udp(scenario.named("a")).register();
        phone.unregister();
        scenario.accepted("bad", "good");
        scenario.accepted("other", MailboxScenario.from("other"));
        scenario.restart();
        phone.register();
        int bad = 0;
        var taken = new ArrayList<String>();
        while (taken.size() < 2) {
            String next = phone.request();
            String body = ScriptedPhone.body(next);
            phone.answer(next, body.equals("bad") ? "500 Not this" : "200 OK");
            if (!body.equals("bad")) taken.add(body);
            else if (!taken.contains("good")) bad++;
        }
        assertThat(bad).isBetween(1, TRIES);
        assertThat(taken).containsExactlyInAnyOrder("good", "other");
        phone.takes("bad");
        phone.hearsNothing();
    }

    // ---- A6, A7

    private static ScriptedPhone phone(MailboxScenario scenario, boolean named) {
        return scenario.udp(named ? scenario.named("a") : scenario.nameless());
    }

    private static ScriptedPhone moved(MailboxScenario scenario, ScriptedPhone phone) {
        return scenario.moved(phone, scenario.udp("127.0.0.1"));
    }

    private static void movesAfter202(MailboxScenario scenario, boolean named) {
        var silent = phone(scenario, named).register();
        scenario.send("hello");
        silent.ignore(silent.request());
        scenario.hears(202);
        scenario.restart();
        var back = moved(scenario, silent).register();
        back.takesAtOnce(AT_ONCE, "hello");
        back.hearsNothing();
        scenario.untilNothingIsKept();
        scenario.relayed("next", back);
    }

    private static void movesWhileSenderWaits(MailboxScenario scenario, boolean named) {
        var silent = phone(scenario, named).register();
        scenario.restart();
        scenario.send("hello");
        silent.ignore(silent.request());
        var back = moved(scenario, silent).register();
        back.takesAtOnce(AT_ONCE, "hello");
        assertThat(SipText.code(scenario.response())).isIn(200, 202);
        back.hearsNothing();
        silent.hearsNothing();
    }

    private static void answersAtOldPort(MailboxScenario scenario, boolean named) {
        var old = phone(scenario, named).register();
        scenario.send("hello");
        old.ignore(old.request());
        scenario.hears(202);
        scenario.restart();
        String again = old.request();
        var back = moved(scenario, old).registerAnd(() -> old.answer(again, "200 OK"));
        back.hearsNothing();
        scenario.untilNothingIsKept();
        scenario.relayed("next", back);
    }

    private static void answersAtOldPortWhileSenderWaits(MailboxScenario scenario, boolean named) {
        var old = phone(scenario, named).register();
        scenario.restart();
        scenario.send("hello");
        String first = old.request();
        var back = moved(scenario, old).registerAnd(() -> old.answer(first, "200 OK"));
        scenario.hears(200);
        back.hearsNothing();
        scenario.relayed("next", back);
    }

    private static void nextConnection(MailboxScenario scenario) {
        scenario.tcp(scenario.named("a")).register();
        scenario.restart();
        var silent = scenario.tcp(scenario.named("a")).register();
        scenario.send("hello");
        silent.ignore(silent.request());
        var back = scenario.moved(silent, scenario.tcp()).register();
        back.takesAtOnce(AT_ONCE, "hello");
        assertThat(SipText.code(scenario.response())).isIn(200, 202);
        silent.hearsNothing();
        back.hearsNothing();
    }

    /** The server ends between its request and the answer, which is lost. */
    private static void sameBranch(MailboxScenario scenario) {
        var phone = scenario.udp(scenario.named("a")).register();
        phone.unregister();
        scenario.accepted("hello", "next");
        phone.register();
        String first = phone.request();
        assertThat(ScriptedPhone.body(first)).isEqualTo("hello");
        scenario.restart();
        var back = scenario.udp(scenario.named("a")).register();
        String again = back.takes("hello");
        assertThat(ScriptedPhone.transaction(again)).isEqualTo(ScriptedPhone.transaction(first));
        back.takes("next");
        back.hearsNothing();
    }

    /** It may come again when the server was killed before the record of the answer: then as the same transaction. */
    private static void answeredAndMoved(MailboxScenario scenario) {
        var phone = scenario.udp(scenario.named("a")).register();
        phone.unregister();
        scenario.accepted("one", "two", "three");
        phone.register().takes("one", "two");
        scenario.restart();
        var back = moved(scenario, phone).register();
        back.takes("three");
        back.hearsNothing();
    }

    // ---- A13

    private static void behindOlder(MailboxScenario scenario) {
        var phone = scenario.udp(scenario.named("a")).register();
        scenario.send("old");
        phone.answer(phone.request(), "480 Away");
        scenario.hears(202);
        scenario.restart();
        scenario.send("new");
        phone.takes("old", "new");
        assertThat(SipText.code(scenario.response())).isIn(200, 202);
        phone.hearsNothing();
    }

    /** Six rounds, the server ends after the third: messages come while the phone is away, silent or there, and it moves between them. */
    private static void inOrder(MailboxScenario scenario) {
        var random = new Random(scenario.user().hashCode());
        var phone = scenario.udp(scenario.named("a")).register();
        int next = 0;
        for (int round = 0; round < 6; round++) {
            if (round == 3) scenario.restart();
            boolean crash = random.nextBoolean();
            if (crash) phone.close();
            else phone.leave();
            for (int i = 0; i < 3; i++) scenario.send(Integer.toString(next + i));
            for (int i = 0; i < 3; i++) scenario.hears(202);
            phone = scenario.udp(scenario.named("a")).register();
            for (int i = 3; i < 6; i++) scenario.send(Integer.toString(next + i));
            phone.takes(
                    IntStream.range(next, next + 6).mapToObj(Integer::toString).toArray(String[]::new));
            for (int i = 3; i < 6; i++)
                assertThat(SipText.code(scenario.response())).isIn(200, 202);
            next += 6;
        }
        phone.hearsNothing();
    }
}
