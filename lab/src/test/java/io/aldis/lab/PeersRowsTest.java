package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.server.Domains;
import io.aldis.server.MailboxEntry;
import io.aldis.server.MailboxSettings;
import io.aldis.server.Quota;
import io.aldis.server.ServerEvents;
import io.aldis.server.ServerSettings;
import io.aldis.store.sql.SqlStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Known faults of other servers with messages for absent users, tried on ours, on SQLite. Names begin with the row of the table in
 * docs/mailbox.md.
 */
@Timeout(90)
class PeersRowsTest extends ServerOnSqlite {
    private final BlockingQueue<MailboxEntry> expired = new LinkedBlockingQueue<>();
    /** After which a device is tried again. */
    private Duration retry = Duration.ofMillis(200);

    /** What has expired is removed after 50 ms. */
    @Override
    ServerSettings settings(ServerSettings usual) {
        MailboxSettings mailbox = MailboxSettings.DEFAULT;
        var hasty = mailbox.with(MailboxSettings::quota)
                .of(new Quota(2000, 1L << 24, 2000, 10))
                .with(MailboxSettings::acceptFirst)
                .of(Domains.NONE)
                .with(MailboxSettings::retry)
                .of(retry)
                .with(MailboxSettings::slowest)
                .of(retry)
                .with(MailboxSettings::sweep)
                .of(Duration.ofMillis(50));
        return usual.with(ServerSettings::mailbox).of(hasty);
    }

    @Override
    ServerEvents events() {
        return new ServerEvents() {
            @Override
            public void expired(MailboxEntry message) {
                expired.add(message);
            }
        };
    }

    /** @param lines header lines, with the type of the content */
    static void send(WirePhone from, String lines, String body) {
        String id = Long.toString(System.nanoTime(), 36);
        from.send("""
            MESSAGE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/UDP {me};branch=z9hG4bK%s
            Max-Forwards: 70
            From: <sip:alice@example.com>;tag=a
            To: <sip:bob@example.com>
            Call-ID: %s
            CSeq: 1 MESSAGE
            %sContent-Length: %d

            """.formatted(id, id, lines, body.length()), body);
    }

    private void accepted(String lines, String body) {
        send(alice, lines, body);
        assertThat(alice.response()).startsWith("SIP/2.0 202");
    }

    static void text(WirePhone from, String body) {
        send(from, "Content-Type: text/plain\n", body);
    }

    private List<MailboxEntry> kept() {
        return store.mailboxAdmin().messages(BOB, 0, 10).toCompletableFuture().join();
    }

    /** Stored, over a restart, and delivered as it was. */
    private String delivered(String lines, String body) {
        accepted(lines, body);
        restart();
        try (WirePhone bob = device("a")) {
            return bob.takes(body);
        }
    }

    @Test
    @Tag("3428-7-14")
    void row1MessageWithExpiresZeroForAnAbsentUserIsNotKept() {
        send(alice, "Expires: 0\nContent-Type: text/plain\n", "now or never");
        assertThat(alice.response()).startsWith("SIP/2.0 480");
        assertThat(kept()).isEmpty();
    }

    @Test
    @Tag("3428-7-20")
    void row2ExpiredMessageIsNeverDelivered() throws InterruptedException {
        accepted("Expires: 1\nContent-Type: text/plain\n", "brief");
        assertThat(expired.poll(20, TimeUnit.SECONDS)).isNotNull();
        restart();
        try (WirePhone bob = device("a")) {
            bob.hearsNoRequest();
        }
        assertThat(kept()).isEmpty();
    }

    @Test
    @Tag("3428-7-21")
    void row3CpimIsDeliveredAsStored() {
        String cpim = "From: <im:alice@example.com>\r\nX:\t y\r\n\r\nContent-Type: text/plain\r\n\r\n\u00E4\r\n";
        assertThat(delivered("Content-Type: message/cpim\n", cpim)).contains("\r\nContent-Type: message/cpim\r\n");
    }

    @Test
    void row4ContentEncodingIsKept() {
        String deflated = "x\u009C\u00CBH\u00CD\u00C9\u00C9\u0007\u0000\u0006,\u0002\u0015";
        assertThat(delivered("Content-Encoding: deflate\nContent-Type: text/plain\n", deflated))
                .contains("\r\nContent-Encoding: deflate\r\n");
    }

    @Test
    void row5CharsetIsKept() {
        assertThat(delivered("Content-Type: text/plain;charset=\"GB2312\" ; x=y\n", "\u00C4\u00E3\u00BA\u00C3"))
                .contains("\r\nContent-Type: text/plain;charset=\"GB2312\" ; x=y\r\n");
    }

    @Test
    void row6EveryByteOfABinaryMessageIsKept() {
        var octets = new StringBuilder();
        for (int i = 0; i < 256; i++) octets.append((char) i);
        delivered("Content-Type: application/vnd.3gpp.sms\n", octets.toString());
    }

    @Test
    @Tag("3428-7-23")
    void row8MessageTakenByOneDeviceIsKeptForOthersOverARestart() {
        retry = Duration.ofHours(1); // they get it because they register
        restart();
        try (WirePhone a = device("a");
                WirePhone b = device("b");
                WirePhone c = device("c")) {
            b.unregister("b");
            text(alice, "for all");
            a.takes("for all");
            assertThat(alice.response()).startsWith("SIP/2.0 200");
            c.answer(c.request(), "480 Away");
            waiting(store, "b", "c");
            b.hearsNoRequest();
            restart(a, b, c);
            b.register("b");
            b.takes("for all");
            c.register("c");
            c.takes("for all");
            a.register("a");
            for (WirePhone each : List.of(a, b, c)) each.hearsNoRequest();
        }
    }

    /** Waits until these devices, and no others, wait for bob's one message. */
    static void waiting(SqlStore store, String... names) {
        List<String> wanted =
                List.of(names).stream().map(name -> "<urn:uuid:" + name + ">").toList();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(
                        () -> assertThat(store.mailboxAdmin().messages(BOB, 0, 10).toCompletableFuture().join().stream()
                                        .flatMap(message -> message.waiting().stream())
                                        .map(MailboxEntry.Waiting::device))
                                .containsExactlyInAnyOrderElementsOf(wanted));
    }

    @Test
    void row9MessageAnswered503OrNotAtAllIsTriedAgain() {
        accepted("Content-Type: text/plain\n", "hello");
        try (WirePhone bob = device("a")) {
            String first = bob.request();
            bob.answer(first, "503 Quitting");
            String second = bob.request();
            assertThat(WirePhone.header(second, "Call-ID")).isEqualTo(WirePhone.header(first, "Call-ID"));
            restart(bob); // that one has no answer
            bob.register("a");
            String third = bob.takes("hello");
            assertThat(WirePhone.header(third, "Via").replaceAll(".*branch=", ""))
                    .as("nobody has answered: the same transaction, in the next life of the server too")
                    .isEqualTo(WirePhone.header(second, "Via").replaceAll(".*branch=", ""));
            bob.hearsNoRequest();
        }
        assertThat(kept()).isEmpty();
    }

    @Test
    void row10ThousandStoredMessagesAreDeliveredOnceAndInOrderDespiteRegisters() {
        int all = 1000;
        for (int sent = 0; sent < all; sent += 50) {
            for (int i = sent; i < sent + 50; i++) text(alice, "number " + i);
            for (int i = 0; i < 50; i++) assertThat(alice.response()).startsWith("SIP/2.0 202");
        }
        var bodies = new ArrayList<String>();
        try (var bob = new WirePhone(udp())) {
            for (int i = 0; i < 3; i++) bob.sendRegister("a", 600);
            while (bodies.size() < all) {
                String request = bob.request();
                bodies.add(WirePhone.body(request));
                bob.answer(request, "200 OK");
                if (bodies.size() % 300 == 0) bob.sendRegister("a", 600);
            }
            bob.hearsNoRequest();
        }
        var wanted = new ArrayList<String>();
        for (int i = 0; i < all; i++) wanted.add("number " + i);
        assertThat(bodies).isEqualTo(wanted);
    }

    @Test
    void row11DeviceThatRefusesCpimGetsItsContent() {
        accepted(
                "Content-Type: message/cpim\n",
                "From: <im:alice@example.com>\r\n\r\nContent-Type: text/plain;charset=x\r\n\r\n\u00E4");
        restart();
        try (WirePhone bob = device("a")) {
            bob.answer(bob.request(), "415 Unsupported Media Type");
            assertThat(bob.takes("\u00E4")).contains("\r\nContent-Type: text/plain;charset=x\r\n");
            bob.hearsNoRequest();
        }
    }

    @Test
    void row16ServerSendsNoNotifications() throws InterruptedException {
        alice.send("""
            REGISTER sip:example.com SIP/2.0
            Via: SIP/2.0/UDP {me};branch=z9hG4bKalice
            Max-Forwards: 70
            From: <sip:alice@example.com>;tag=r
            To: <sip:alice@example.com>
            Call-ID: register-alice
            CSeq: 1 REGISTER
            Contact: <sip:alice@{me}>
            Content-Length: 0

            """, "");
        assertThat(alice.response()).startsWith("SIP/2.0 200");
        accepted("Expires: 1\nContent-Type: text/plain\n", "kept, and it expires");
        assertThat(expired.poll(20, TimeUnit.SECONDS)).isNotNull();
        accepted("Content-Type: text/plain\n", "kept, and he declines");
        try (WirePhone bob = device("a")) {
            bob.answer(bob.request(), "603 Decline");
            bob.hearsNoRequest();
        }
        alice.hearsNoRequest();
    }
}
