package io.aldis.lab;

import static io.aldis.lab.MailboxScenario.AT_ONCE;
import static io.aldis.lab.MailboxScenario.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.lab.ServerTwice.Rule;
import io.aldis.sip.SipDate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What is accepted, with which times, and who wins (DESIGN §5.7, rows A8 to A11 of issue 10). */
final class AcceptanceRules {
    private AcceptanceRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule(
                        "A8: message that expires while a silent device is waited for is not accepted",
                        AcceptanceRules::brief),
                new Rule(
                        "A8: message is not delivered after its time, counted from its arrival", AcceptanceRules::late),
                new Rule(
                        "A8: Date is the arrival of the request although a silent device was waited for",
                        AcceptanceRules::date),
                new Rule("A9: Require for a device that is away is 420", AcceptanceRules::require),
                new Rule(
                        "A9: the same request by another branch is 482, a twin with another body is not",
                        AcceptanceRules::merged),
                new Rule("A9: device that says Retry-After is left alone as long", AcceptanceRules::retryAfter),
                new Rule("A9: message comes when the time of a Retry-After is over", AcceptanceRules::retryAfterIsOver),
                new Rule("A10: To tag of no dialog changes nothing", AcceptanceRules::toTag),
                new Rule("A11: device that takes a message after a 603 wins", AcceptanceRules::decline));
    }

    // ---- A8

    /** Patience is 4 s. */
    private static void brief(MailboxScenario scenario) {
        var silent = scenario.udp(scenario.named("a")).register();
        scenario.send("brief", with("Expires: 2"));
        silent.ignore(silent.request());
        assertThat(SipText.code(scenario.response())).isGreaterThanOrEqualTo(400);
        scenario.restart();
        assertThat(scenario.kept()).isEmpty();
        var back = scenario.udp(scenario.named("a")).register();
        back.hearsNothing();
    }

    private static void late(MailboxScenario scenario) {
        var silent = scenario.udp(scenario.named("a")).register();
        Instant arrived = Instant.now();
        scenario.send("late", with("Expires: 6"));
        silent.ignore(silent.request());
        scenario.hears(202);
        silent.close();
        scenario.restart();
        scenario.until("expired", () -> Instant.now().isAfter(arrived.plusSeconds(7)));
        var back = scenario.udp(scenario.named("a")).register();
        back.hearsNothing();
        scenario.relayed("next", back);
    }

    private static void date(MailboxScenario scenario) {
        var silent = scenario.udp(scenario.named("a")).register();
        Instant before = Instant.ofEpochSecond(Instant.now().getEpochSecond());
        scenario.send("hello", with("Expires: 600"));
        silent.ignore(silent.request());
        Instant after = Instant.now();
        scenario.hears(202);
        silent.close();
        scenario.restart();
        var back = scenario.udp(scenario.named("a")).register();
        String delivered = back.takes("hello");
        assertThat(SipDate.parse(SipText.header(delivered, "Date"))).isBetween(before, after);
        assertThat(SipText.header(delivered, "Expires")).isEqualTo("600");
        back.hearsNothing();
    }

    // ---- A9

    private static void require(MailboxScenario scenario) {
        var phone = scenario.udp(scenario.nameless()).register();
        phone.unregister();
        scenario.send("before", with("Require: foo"));
        assertThat(scenario.hears(420)).contains("\r\nUnsupported: foo\r\n");
        scenario.restart();
        scenario.send("after", with("Require: foo"));
        assertThat(scenario.hears(420)).contains("\r\nUnsupported: foo\r\n");
        scenario.accepted("plain");
        phone.register().takesAtOnce(AT_ONCE, "plain");
        phone.hearsNothing();
    }

    private static String again(String request) {
        return request.replace(SipText.branch(request), "z9hG4bK" + UUID.randomUUID());
    }

    private static void merged(MailboxScenario scenario) {
        String hello = scenario.send("hello");
        scenario.hears(202);
        scenario.say(again(hello));
        scenario.hears(482);
        scenario.say(again(hello).replace("hello", "hallo"));
        scenario.hears(202);
        scenario.say(hello.replace("branch=", "branch=z9hG4bKx").replace("hello", "hullo"));
        scenario.hears(202);
        scenario.restart();
        var phone = scenario.udp(scenario.nameless()).register();
        phone.takesAtOnce(AT_ONCE, "hello", "hallo", "hullo");
        phone.hearsNothing();
    }

    private static void retryAfter(MailboxScenario scenario) {
        var phone = scenario.udp(scenario.named("a")).register();
        scenario.send("hello");
        String first = phone.request();
        Instant earliest = Instant.now().plusSeconds(119);
        phone.answer(first, "486 Busy Here\nRetry-After: 120");
        scenario.hears(202);
        Instant latest = Instant.now().plusSeconds(121);
        phone.hearsNothing();
        scenario.restart();
        phone.register();
        phone.hearsNothing(Duration.ofSeconds(3)); // longer than mailbox.slowest-retry
        assertThat(scenario.kept().getFirst().waiting().getFirst().notBefore()).isBetween(earliest, latest);
        scenario.expectToWait(1);
    }

    private static void retryAfterIsOver(MailboxScenario scenario) {
        var phone = scenario.udp(scenario.named("a")).register();
        scenario.send("hello");
        String first = phone.request();
        Instant end = Instant.now().plusSeconds(10);
        phone.answer(first, "486 Busy Here\nRetry-After: 10");
        scenario.hears(202);
        scenario.restart();
        phone.register().takes("hello");
        assertThat(Instant.now()).isAfterOrEqualTo(end);
        phone.hearsNothing();
    }

    // ---- A10, A11

    private static void toTag(MailboxScenario scenario) {
        var phone = scenario.udp(scenario.nameless()).register();
        phone.unregister();
        String to = "<sip:" + scenario.user() + "@example.com>";
        scenario.accepted("hello", text -> text.replace("To: " + to, "To: " + to + ";tag=x"));
        scenario.restart();
        assertThat(SipText.header(phone.register().takes("hello"), "To")).isEqualTo(to + ";tag=x");
        phone.hearsNothing();
    }

    private static void decline(MailboxScenario scenario) {
        var a = scenario.udp(scenario.named("a")).register();
        var b = scenario.udp(scenario.named("b")).register();
        scenario.send("before");
        a.answer(a.request(), "603 Decline");
        a.hearsNothing();
        b.takes("before");
        scenario.hears(200);
        scenario.restart();
        a.register().hearsNothing();
        b.register().hearsNothing();
        scenario.send("after");
        a.answer(a.request(), "603 Decline");
        a.hearsNothing();
        b.takes("after");
        scenario.hears(200);
    }
}
