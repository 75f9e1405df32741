package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Domains;
import io.aldis.server.Foreign;
import io.aldis.server.MailboxSettings;
import io.aldis.server.MemoryTrail;
import io.aldis.server.Policy;
import io.aldis.server.Quota;
import io.aldis.server.ServerSettings;
import io.aldis.server.Trail;
import io.aldis.server.TrailEvent;
import io.aldis.server.TrailSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The steps of messages in the trail. */
class TrailTest extends ServerWithMailbox {
    private static final int MANY = 100;

    private final MemoryTrail trail = new MemoryTrail();
    private final Names names = new Names();
    private ServerSettings settings = SETTINGS.with(ServerSettings::foreign)
            .of(Foreign.DEFAULT
                    .with(Foreign::to)
                    .of(Domains.ALL)
                    .with(Foreign::from)
                    .of(Domains.ALL)
                    .with(Foreign::hideUsers)
                    .of(false));

    @Override
    TestServer opened() {
        return TestServer.tracked(settings, names, store, stores(), trail);
    }

    private void reopen(ServerSettings other) {
        settings = other;
        restart();
    }

    private static ServerSettings allowing(int rate, int mailboxRate) {
        return SETTINGS.with(ServerSettings::trail)
                .of(TrailSettings.DEFAULT
                        .with(TrailSettings::keep)
                        .of(Duration.ofDays(1))
                        .with(TrailSettings::messages)
                        .of((long) MANY)
                        .with(TrailSettings::rate)
                        .of(rate)
                        .with(TrailSettings::mailboxRate)
                        .of(mailboxRate));
    }

    private List<String> steps(String callId) {
        return trail.byCallId(callId, MANY).stream()
                .flatMap(each -> each.events().stream())
                .map(TrailTest::words)
                .toList();
    }

    private static String words(TrailEvent event) {
        String code = event.code() == 0 ? "" : " " + event.code();
        return event.what() + code + (event.whom().isEmpty() ? "" : " " + event.whom());
    }

    /** The trail of the message is this at last. */
    private void has(String callId, String... steps) {
        TestServer.until("there are so many steps", () -> steps(callId).size() >= steps.length);
        assertThat(steps(callId)).containsExactly(steps);
    }

    private String from(Phone phone) {
        return "RECEIVED udp:" + phone.address();
    }

    private static final String IDENTIFIED = "IDENTIFIED a trusted neighbour";
    private static final String ROUTED = "ROUTED sip:bob@example.com";

    @Test
    void deliveredMessageHasItsSteps() {
        try (Phone bob = device("a")) {
            alice.send(message("c1", "", "hello"));
            takes(bob, "hello");
            alice.hear("SIP/2.0 200");
            has(
                    "c1",
                    from(alice),
                    IDENTIFIED,
                    ROUTED,
                    "SENT <urn:uuid:a>",
                    "ANSWERED 200 <urn:uuid:a>",
                    "DELIVERED 200");
            assertThat(trail.byCallId("c1", MANY).getFirst().events())
                    .extracting(TrailEvent::detail)
                    .containsExactly("for sip:bob@example.com", "", "1 place", "over udp:" + bob.address(), "", "");
        }
    }

    @Test
    void messageForAnUnknownUserHasItsRefusal() {
        alice.send(message("c1", "", "hello").replace("sip:bob@", "sip:nobody@"))
                .hear("SIP/2.0 404");
        has("c1", from(alice), IDENTIFIED, "REFUSED 404");
        Trail found =
                trail.byAddress("sip:nobody@example.com", Instant.EPOCH, MANY).getFirst();
        assertThat(found.sender()).isEqualTo("sip:alice@example.com");
        assertThat(found.mark())
                .isEqualTo(trail.byAddress("sip:alice@example.com", Instant.EPOCH, MANY)
                        .getFirst()
                        .mark());
    }

    private String cause(String callId) {
        TestServer.until("an outcome", () -> steps(callId).size() > 2);
        return trail.byCallId(callId, 1).getFirst().events().getLast().detail();
    }

    @Test
    void refusalNamesThePolicyAndItsRule() {
        reopen(SETTINGS.with(ServerSettings::mailbox)
                .of(HASTY)
                .with(ServerSettings::policies)
                .of(Map.of(
                        "example.com",
                        Policy.of(List.of("drop *@dropped.example", "block *@blocked.example", "size 10")))));
        alice.send(message("c1", "", "hello").replace("alice@example.com", "eve@dropped.example"))
                .hear("SIP/2.0 202");
        alice.send(message("c2", "", "hello").replace("alice@example.com", "eve@blocked.example"))
                .hear("SIP/2.0 403");
        alice.send(message("c3", "", "longer than ten")).hear("SIP/2.0 413");
        alice.send(message("c4", "", "hello").replace("sip:bob@", "sip:nobody@"))
                .hear("SIP/2.0 404");
        assertThat(cause("c1")).isEqualTo("policy of the recipient: drop *@dropped.example");
        assertThat(steps("c1").getLast()).isEqualTo("DROPPED 202");
        assertThat(cause("c2")).isEqualTo("policy of the recipient: block *@blocked.example");
        assertThat(cause("c3")).startsWith("policy of the recipient: size 10");
        assertThat(cause("c4")).isEqualTo("there is no account sip:nobody@example.com");
    }

    private static MailboxSettings fullAtOne() {
        var it = HASTY;
        return it.with(MailboxSettings::quota).of(new Quota(1, 1L << 20, 1, 1));
    }

    private void says(String callId, String step, String words) {
        TestServer.until(step, () -> steps(callId).contains(step));
        List<TrailEvent> refused = trail.byCallId(callId, 1).getFirst().events().stream()
                .filter(event -> words(event).equals(step))
                .toList();
        assertThat(refused)
                .singleElement()
                .satisfies(event ->
                        assertThat(event.detail()).as(steps(callId).toString()).contains(words));
    }

    @Test
    void refusalNamesTheLimit() {
        reopen(SETTINGS.with(ServerSettings::mailbox).of(fullAtOne()));
        leave(device("a"), "a");
        accepted("c1", "", "the first");
        alice.send(message("c2", "", "too many")).hear("SIP/2.0 480");
        says("c2", "FULL sip:bob@example.com", "too many messages (mailbox.messages");
        says("c2", "REFUSED 480", "mailbox is full");
        try (Phone tcp = Phone.tcp(aldis.server)) {
            tcp.send(message("c3", "", "x".repeat(70_000))).hear("SIP/2.0 513");
        }
        says("c3", "REFUSED 513", "no device of the account can take");
        alice.send(message("c4", "Expires: 0\n", "now or never")).hear("SIP/2.0 480");
        says("c4", "REFUSED 480", "no device of sip:bob@example.com is registered");
        alice.send(message("c5", "Require: foo\n", "hello")).hear("SIP/2.0 420");
        says("c5", "REFUSED 420", "foo");
    }

    @Test
    void messageThatExpiresInTheMailboxHasItsExpiry() {
        accepted("c1", "Expires: 1\n", "hello");
        says("c1", "EXPIRED whichever device registers next", "Expires");
    }

    @Test
    void refusalOfAStrangerNamesTheSetting() {
        reopen(TestServer.SETTINGS.with(ServerSettings::foreign).of(Foreign.DEFAULT));
        alice.send(message("c1", "", "hello").replace("alice@example.com", "eve@elsewhere.example"))
                .hear("SIP/2.0 403");
        says("c1", "REFUSED 403", "foreign.from");
        reopen(SETTINGS.with(ServerSettings::foreign).of(Foreign.DEFAULT));
        alice.send(message("c2", "", "hello").replace("bob@example.com", "bob@elsewhere.example"))
                .hear("SIP/2.0 403");
        says("c2", "REFUSED 403", "foreign.to");
        alice.send(message("c3", "", "hello").replace("MESSAGE sip:bob@example.com", "MESSAGE tel:+1555"))
                .hear("SIP/2.0 416");
        says("c3", "REFUSED 416", "foreign.schemes");
    }

    @Test
    void challengedMessageHasItsChallengeAndItsIdentity() {
        reopen(TestServer.SETTINGS.with(ServerSettings::mailbox).of(HASTY));
        String message = message("c1", "", "hello");
        String line = Proof.ALICE.line(alice.send(message).hear("SIP/2.0 407"), "MESSAGE", "sip:bob@example.com");
        alice.send(message.replace("Content-Type", line + "Content-Type").replace("CSeq: 7", "CSeq: 8"))
                .hear("SIP/2.0 202");
        has(
                "c1",
                from(alice),
                "CHALLENGED 407",
                from(alice),
                "IDENTIFIED sip:alice@example.com",
                "STORED whichever device registers next",
                "ACCEPTED 202");
    }

    @Test
    void wrongCredentialsAreInTheTrailWithoutSecrets() {
        reopen(TestServer.SETTINGS);
        String message = message("c1", "", "hello");
        Heard challenge = alice.send(message).hear("SIP/2.0 407");
        String wrong = new Proof("alice", "guessed", "MD5").line(challenge, "MESSAGE", "sip:bob@example.com");
        alice.send(message("c2", wrong, "hello")).hear("SIP/2.0 407");
        String bobs = Proof.BOB.line(challenge, "MESSAGE", "sip:bob@example.com");
        alice.send(message("c3", bobs, "hello")).hear("SIP/2.0 403");
        has("c2", from(alice), "CHALLENGED 407");
        assertThat(trail.byCallId("c2", 1).getFirst().events().getLast().detail())
                .isEqualTo("with credentials that do not hold");
        has("c3", from(alice), "REFUSED 403");
        String all =
                trail.byAddress("sip:alice@example.com", Instant.EPOCH, MANY).toString();
        assertThat(all).doesNotContain("hello", "nonce", "Digest", Heard.parameter(wrong, "response"));
    }

    @Test
    void keptMessageHasItsDeliveryAfterARestart() {
        String received = from(alice);
        leave(device("a"), "a");
        accepted("c1", "", "hello");
        restart();
        try (Phone bob = device("a")) {
            takes(bob, "hello");
            has(
                    "c1",
                    received,
                    IDENTIFIED,
                    "STORED <urn:uuid:a>",
                    "ACCEPTED 202",
                    "SENT <urn:uuid:a>",
                    "DELIVERED 200 <urn:uuid:a>");
        }
    }

    @Test
    void postponedMessageHasItsTries() {
        leave(device("a"), "a");
        accepted("c1", "", "hello");
        try (Phone bob = device("a")) {
            bob.answer(bob.hear("MESSAGE"), "500 Oops");
            takes(bob, "hello");
            has(
                    "c1",
                    from(alice),
                    IDENTIFIED,
                    "STORED <urn:uuid:a>",
                    "ACCEPTED 202",
                    "SENT <urn:uuid:a>",
                    "POSTPONED 500 <urn:uuid:a>",
                    "SENT <urn:uuid:a>",
                    "DELIVERED 200 <urn:uuid:a>");
        }
    }

    /** The text of each step of that kind. */
    private List<String> details(String callId, TrailEvent.What what) {
        return trail.byCallId(callId, MANY).stream()
                .flatMap(each -> each.events().stream())
                .filter(event -> event.what() == what)
                .map(TrailEvent::detail)
                .toList();
    }

    private void saysThatItIsPutAside(String callId, int tries) {
        String words = "put aside after " + tries + " tries, those behind it go on; until ";
        TestServer.until(
                "put aside",
                () -> details(callId, TrailEvent.What.POSTPONED).stream().anyMatch(each -> each.startsWith(words)));
        assertThat(details(callId, TrailEvent.What.POSTPONED).stream().filter(each -> each.startsWith("put aside")))
                .hasSize(1);
    }

    @Test
    void messageRefusedThreeTimesIsPutAside() {
        accepted("c1", "", "bad");
        try (Phone bob = device("a")) {
            for (int i = 0; i < 3; i++) bob.answer(bob.hear("MESSAGE"), "500 Oops");
            saysThatItIsPutAside("c1", 3);
        }
    }

    @Test
    void messageNeverAnsweredIsPutAsideWhenTheNextIsAnswered() {
        accepted("c1", "", "bad");
        accepted("c2", "", "good");
        try (Phone bob = device("a")) {
            Heard next = bob.hear("MESSAGE");
            while (!next.bodyText().equals("good")) next = bob.hear("MESSAGE");
            assertThat(details("c1", TrailEvent.What.POSTPONED)).noneMatch(each -> each.startsWith("put aside"));
            bob.answer(next, "200 OK");
            saysThatItIsPutAside("c1", 3);
            assertThat(details("c2", TrailEvent.What.POSTPONED)).isEmpty();
        }
    }

    @Test
    void messageThatADeviceRefusesFromTheMailboxHasItsRefusal() {
        leave(device("a"), "a");
        accepted("c1", "", "hello");
        try (Phone bob = device("a")) {
            bob.answer(bob.hear("MESSAGE"), "415 What");
            TestServer.until("six steps", () -> steps("c1").size() >= 6);
            assertThat(steps("c1")).endsWith("SENT <urn:uuid:a>", "REFUSED 415 <urn:uuid:a>");
        }
    }

    @Test
    void expiredMessageHasItsExpiry() {
        accepted("c1", "Expires: 1\n", "hello");
        has(
                "c1",
                from(alice),
                IDENTIFIED,
                "STORED whichever device registers next",
                "ACCEPTED 202",
                "EXPIRED whichever device registers next");
    }

    @Test
    void forkedMessageHasTheAnswerOfTheLateDevice() {
        try (Phone a = device("a");
                Phone b = device("b")) {
            alice.send(message("c1", "", "hello"));
            takes(a, "hello");
            Heard late = b.hear("MESSAGE");
            alice.hear("SIP/2.0 200");
            b.answer(late, "603 Decline");
            TestServer.until("eight steps", () -> steps("c1").size() >= 8);
            assertThat(steps("c1"))
                    .startsWith(from(alice), IDENTIFIED, ROUTED)
                    .contains("SENT <urn:uuid:a>", "SENT <urn:uuid:b>")
                    .endsWith("ANSWERED 200 <urn:uuid:a>", "DELIVERED 200", "ANSWERED 603 <urn:uuid:b>");
        }
    }

    @Test
    void messageForASilentDeviceIsUnanswered() {
        reopen(settings.with(ServerSettings::mailbox).of(HASTY));
        try (Phone bob = device("a")) {
            alice.send(message("c1", "Expires: 0\n", "hello"));
            bob.hear("MESSAGE");
            alice.hear("SIP/2.0 480");
            has("c1", from(alice), IDENTIFIED, ROUTED, "SENT <urn:uuid:a>", "UNANSWERED <urn:uuid:a>", "REFUSED 480");
            assertThat(trail.byCallId("c1", 1).getFirst().events().get(4).detail())
                    .isEqualTo("no answer in time");
        }
    }

    @Test
    void messageToAnotherDomainHasItsRoute() {
        try (Phone other = Phone.udp(aldis.server)) {
            names.srv("_sip._udp.elsewhere.example", other.port());
            alice.send(message("c1", "", "hello").replace("bob@example.com", "bob@elsewhere.example"));
            other.answer(other.hear("MESSAGE"), "202 Accepted");
            alice.hear("SIP/2.0 202");
            has(
                    "c1",
                    from(alice),
                    IDENTIFIED,
                    "ROUTED the domain elsewhere.example",
                    "SENT sip:bob@elsewhere.example",
                    "ANSWERED 202 sip:bob@elsewhere.example",
                    "ACCEPTED 202");
        }
    }

    @Test
    void registerHasNoTrail() {
        device("a").close();
        accepted("c1", "", "hello");
        TestServer.until("four steps", () -> steps("c1").size() >= 4);
        assertThat(trail.byAddress("sip:bob@example.com", Instant.EPOCH, MANY)).hasSize(1);
    }

    // ---- more than is allowed

    private void flood(int messages) {
        for (int i = 0; i < messages; i++)
            alice.send(message("f" + i, "", "hello").replace("sip:bob@", "sip:nobody@"))
                    .hear("SIP/2.0 404");
    }

    private long inGaps() {
        return trail.gaps(Instant.EPOCH, Instant.MAX).stream()
                .mapToLong(gap -> gap.messages() + gap.steps())
                .sum();
    }

    @Test
    void floodLeavesAGapWithItsNumberOfMessages() {
        reopen(allowing(3, 100));
        flood(MANY);
        restart();
        long with =
                IntStream.range(0, MANY).filter(i -> !steps("f" + i).isEmpty()).count();
        assertThat(with).isBetween(3L, MANY - 1L);
        assertThat(inGaps()).isEqualTo(MANY - with);
        var gap = trail.gaps(Instant.EPOCH, Instant.MAX).getFirst();
        assertThat(gap.from()).isBetween(Instant.now().minusSeconds(600), gap.until());
        assertThat(gap.steps()).isZero();
    }

    @Test
    void keptMessageHasATrailDuringAFlood() {
        reopen(allowing(0, 100));
        flood(1);
        leave(device("a"), "a");
        alice.send(message("c1", "", "hello").replace("Call-ID", "i")).hear("SIP/2.0 202");
        try (Phone bob = device("a")) {
            takes(bob, "hello");
            has("c1", "STORED <urn:uuid:a>", "SENT <urn:uuid:a>", "DELIVERED 200 <urn:uuid:a>");
            TestServer.until("there is a gap", () -> inGaps() > 0);
            assertThat(inGaps()).as("the refused one alone").isEqualTo(1);
        }
    }

    @Test
    void skippedStepsOfKeptMessagesAreCounted() {
        reopen(allowing(100, 1));
        accepted("c1", "", "one");
        accepted("c2", "", "two");
        restart();
        assertThat(trail.gaps(Instant.EPOCH, Instant.MAX))
                .singleElement()
                .satisfies(gap -> assertThat(gap.steps()).isEqualTo(1));
    }
}
