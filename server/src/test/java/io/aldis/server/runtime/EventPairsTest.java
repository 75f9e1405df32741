package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailboxSettings;
import io.aldis.server.Quota;
import io.aldis.server.ServerEvents;
import io.aldis.server.ServerSettings;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link ServerEvents} that begin also end: random traffic, until each kind of event was seen. */
@Timeout(180)
class EventPairsTest {
    private static final int LEAST_ROUNDS = 5;
    private static final int MOST_ROUNDS = 30;
    private static final Set<String> WANTED = Set.of(
            "received",
            "identified",
            "routed",
            "branchStarted",
            "sent",
            "branchAnswered",
            "branchFailed",
            "answered",
            "answered by the server",
            "retransmitted",
            "turnedAway",
            "malformed",
            "stray",
            "stored",
            "mailboxFull",
            "deliveryStarted",
            "deliveryAnswered",
            "deliveryPostponed",
            "deliveryWithdrawn",
            "expired",
            "registered",
            "bindingsGone",
            "flowOpened",
            "flowClosed");
    private static final List<String> ANSWERS =
            List.of("200 OK", "200 OK", "202 Accepted", "", "480 Away", "486 Busy", "415 No", "503 Later", "603 Never");

    private final PairedEvents events = new PairedEvents();
    private final Random random = new Random(4711);
    private final MemoryMail mail = new MemoryMail();
    private int count;

    /** A phone that answers on a thread of its own what it hears, at random; an empty answer is none. */
    private final class Answering implements AutoCloseable {
        private final Phone phone;
        private final Random own = new Random(random.nextLong());

        Answering(Phone phone) {
            this.phone = phone;
            Thread.ofVirtual().start(this::run);
        }

        private void run() {
            try {
                while (true) {
                    Heard heard = phone.hear();
                    if (heard.startLine().startsWith("SIP/2.0")
                            || heard.startLine().startsWith("ACK")) continue;
                    String answer = ANSWERS.get(own.nextInt(ANSWERS.size()));
                    if (heard.startLine().startsWith("INVITE")) phone.answer(heard, "180 Ringing");
                    if (!answer.isEmpty()) phone.answer(heard, answer);
                }
            } catch (UncheckedIOException | AssertionError e) {
                // closed, or nothing comes any more
            }
        }

        void register(String contact, int expires) {
            phone.send(Say.register(contact)
                    .replace("z9hG4bKM1", "z9hG4bK" + count)
                    .replace("CSeq: 1 ", "CSeq: " + ++count + " ")
                    .replace("Content-Length", "Expires: " + expires + "\nContent-Length"));
        }

        @Override
        public void close() {
            phone.close();
        }
    }

    @Test
    void everyStartedEventEndsOnce() {
        var settings = ServerWithMailbox.SETTINGS.with(ServerSettings::mailbox).of(small(ServerWithMailbox.HASTY));
        var store = new MemoryStore();
        try (TestServer aldis =
                TestServer.watched(settings, store, new io.aldis.server.MailStores(mail, mail), events)) {
            for (int round = 0; round < MOST_ROUNDS && !(round >= LEAST_ROUNDS && seenAllButTheEnd()); round++)
                round(aldis);
            withoutChance(aldis);
            aldis.server.drain(Duration.ofSeconds(20));
            try (Phone late = Phone.udp(aldis.server)) {
                late.send(ServerWithMailbox.message("late", "", "too late"));
            }
            TestServer.until(
                    "all has ended",
                    () -> events.open().isEmpty() && events.kinds().contains("turnedAway"));
        }
        TestServer.until("all connections are closed", () -> events.openFlows() == 0);
        assertThat(events.wrong()).isEmpty();
        assertThat(events.kinds()).containsAll(WANTED);
    }

    /** What comes last is left out. */
    private boolean seenAllButTheEnd() {
        var missing = new ArrayList<>(WANTED);
        missing.removeAll(events.kinds());
        missing.removeAll(List.of("turnedAway", "deliveryWithdrawn"));
        return missing.isEmpty();
    }

    /** Few messages fit. */
    private static MailboxSettings small(MailboxSettings it) {
        return it.with(MailboxSettings::quota).of(new Quota(15, 1 << 20, 15, 15));
    }

    private void round(TestServer aldis) {
        try (var alice = new Answering(Phone.udp(aldis.server));
                var first = new Answering(Phone.udp(aldis.server));
                var second = new Answering(Phone.tcp(aldis.server))) {
            for (int i = 0; i < 12; i++) step(alice, first, second);
            first.register("*", 0);
            TestServer.until("few requests wait", () -> aldis.server.waiting() < 4);
        }
    }

    /** Alice's phone takes a message, and leaves another one unanswered that expires. */
    private void withoutChance(TestServer aldis) {
        try (Phone writes = Phone.udp(aldis.server);
                Phone phone = Phone.udp(aldis.server)) {
            aldis.register(phone, "alice", "<sip:alice@{me}>");
            writes.send(toAlice("taken", ""));
            phone.answer(phone.hear("MESSAGE"), "200 OK");
            writes.hear("SIP/2.0 200");
            aldis.unregister(phone, "alice", "<sip:alice@{me}>");
            writes.send(toAlice("brief", "Expires: 2\n")).hear("SIP/2.0 202");
            aldis.register(phone, "alice", "<sip:alice@{me}>");
            TestServer.until("it is withdrawn", () -> events.kinds().contains("deliveryWithdrawn"));
        }
    }

    private static String toAlice(String id, String lines) {
        return ServerWithMailbox.message(id, lines, id)
                .replace("sip:bob@", "sip:alice@")
                .replace("From: <sip:alice@example.com>", "From: <sip:carol@example.net>");
    }

    private void step(Answering alice, Answering first, Answering second) {
        String id = "c" + ++count;
        switch (random.nextInt(12)) {
            case 0 -> first.register(ServerWithMailbox.contact("a"), 600);
            case 1 -> second.register("<sip:bob@{me};transport=tcp>", 600);
            case 2 -> first.register(ServerWithMailbox.contact("a"), 0);
            case 3 -> alice.phone.send(ServerWithMailbox.message(id, "Expires: 1\n", "brief"));
            case 4 -> alice.phone.send(ServerWithMailbox.message(id, "Expires: 0\n", "now or never"));
            case 5 ->
                alice.phone.send(ServerWithMailbox.message(id, "", "hello").replace("sip:bob@", "sip:nobody@"));
            case 6 -> {
                String twice = ServerWithMailbox.message(id, "", "twice");
                alice.phone.send(twice).send(twice);
            }
            case 7 -> alice.phone.send("MESSAGE sip:bob@example.com SIP/2.0\nVia: nonsense\n\n");
            case 8 -> call(alice, id);
            case 9 ->
                alice.phone.send(
                        "SIP/2.0 200 OK\nVia: SIP/2.0/UDP {server};branch=z9hG4bKstray\nFrom: <sip:a@b>;tag=a\nTo: <sip:a@b>;tag=b\n"
                                + "Call-ID: " + id + "\nCSeq: 1 MESSAGE\nContent-Length: 0\n\n");
            default ->
                alice.phone.send(
                        ServerWithMailbox.message(id, "", "hello").replace("alice@example.com", id + "@example.net"));
        }
    }

    private void call(Answering alice, String id) {
        String invite = Say.request("INVITE", "sip:bob@example.com")
                .replace("M1", id)
                .replace("Content-Length", "Contact: <sip:alice@{me}>\nContent-Length");
        alice.phone.send(invite);
        alice.phone.send(Say.request("CANCEL", "sip:bob@example.com").replace("M1", id));
    }
}
