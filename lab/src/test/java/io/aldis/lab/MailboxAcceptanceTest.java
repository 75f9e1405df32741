package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailboxEntry;
import io.aldis.server.ServerSettings;
import io.aldis.sip.SipDate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the mailbox accepts and when it tries again (ADR 47), with a whole server on SQLite that is restarted. */
@Timeout(90)
class MailboxAcceptanceTest extends ServerOnSqlite {
    private static final String TEXT = "Content-Type: text/plain\n";

    @Override
    ServerSettings settings(ServerSettings usual) {
        return usual.with(ServerSettings::patience).of(Duration.ofSeconds(3));
    }

    private List<MailboxEntry> kept() {
        return store.mailboxAdmin().messages(BOB, 0, 10).toCompletableFuture().join();
    }

    /** Alice's message; the branch is another each time. */
    private void send(String callId, String lines, String to, String body) {
        alice.send("""
            MESSAGE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/UDP {me};branch=z9hG4bK%s
            Max-Forwards: 70
            From: <sip:alice@example.com>;tag=a
            To: %s
            Call-ID: %s
            CSeq: 1 MESSAGE
            %sContent-Length: %d

            """.formatted(Long.toString(System.nanoTime(), 36), to, callId, lines + TEXT, body.length()), body);
    }

    private void send(String callId, String lines, String body) {
        send(callId, lines, "<sip:bob@example.com>", body);
    }

    private String hears(String start) {
        String response = alice.response();
        assertThat(response).startsWith(start);
        return response;
    }

    @Test
    @Tag("3428-7-16")
    void dateOfAKeptMessageIsThatOfItsArrival() {
        try (WirePhone bob = device("a")) {
            long sent = Instant.now().getEpochSecond();
            send("c1", "Expires: 60\n", "hello");
            bob.request();
            Instant heard = Instant.now();
            hears("SIP/2.0 202");
            assertThat(kept().getFirst().message().expires()).isBefore(heard.plusSeconds(61));
            restart(bob);
            bob.register("a");
            String again = bob.takes("hello");
            assertThat(SipDate.parse(WirePhone.header(again, "Date"))).isBetween(Instant.ofEpochSecond(sent), heard);
        }
    }

    @Test
    @Tag("3428-7-20")
    void messageThatExpiresWithinThePatienceIsNotAccepted() {
        try (WirePhone bob = device("a")) {
            send("c1", "Expires: 1\n", "brief");
            bob.request();
            hears("SIP/2.0 480");
            assertThat(kept()).isEmpty();
        }
    }

    @Test
    @Tag("3261-8.2.2.3-01")
    void requiredExtensionGets420() {
        send("c1", "Require: foo\n", "hello");
        assertThat(hears("SIP/2.0 420")).contains("\r\nUnsupported: foo\r\n");
        assertThat(kept()).isEmpty();
    }

    @Test
    @Tag("3261-8.2.2.2-01")
    void copyByAnotherPathIsKeptOnce() {
        send("c1", "", "hello");
        hears("SIP/2.0 202");
        send("c1", "", "hello");
        hears("SIP/2.0 482");
        send("c1", "", "hallo");
        hears("SIP/2.0 202");
        restart();
        try (WirePhone bob = device("a")) {
            bob.takes("hello");
            bob.takes("hallo");
            bob.hearsNoRequest();
        }
    }

    @Test
    @Tag("3261-20.33-01")
    void retryAfterOfADeviceIsRespectedAfterARestart() {
        try (WirePhone bob = device("a")) {
            send("c1", "", "hello");
            bob.answer(bob.request(), "486 Busy Here\nRetry-After: 120");
            hears("SIP/2.0 202");
            restart(bob);
            bob.register("a");
            bob.hearsNoRequest();
            assertThat(kept().getFirst().waiting().getFirst().notBefore())
                    .isBetween(Instant.now().plusSeconds(60), Instant.now().plusSeconds(121));
        }
    }

    @Test
    void messageWithAnUnknownToTagIsKept() {
        send("c1", "", "<sip:bob@example.com>;tag=x", "hello");
        hears("SIP/2.0 202");
        restart();
        try (WirePhone bob = device("a")) {
            assertThat(bob.takes("hello")).contains("\r\nTo: <sip:bob@example.com>;tag=x\r\n");
        }
    }

    @Test
    @Tag("3261-16.7-08")
    void messageTakenByADeviceAfterADeclineIsNotKept() {
        try (WirePhone a = device("a");
                WirePhone b = device("b")) {
            send("c1", "", "hello");
            a.answer(a.request(), "603 Decline");
            b.takes("hello");
            hears("SIP/2.0 200");
            assertThat(kept()).isEmpty();
        }
    }

    @Test
    void messageTooLargeForUdpIsNotAcceptedForDevicesWithUdpOnly() {
        String body = "x".repeat(65_150);
        try (WirePhone bob = device("a")) {
            bob.unregister("a");
            send("c1", "", body);
            hears("SIP/2.0 513");
            assertThat(kept()).isEmpty();
        }
    }
}
