package io.aldis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Status;
import io.aldis.sip.transaction.Timers;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendingTest {
    private static final Timers SHORT = new Timers(Duration.ofMillis(5), Duration.ofMillis(40), Duration.ofMillis(50));
    private static final Message HELLO = Message.text("sip:bob@example.com", "Hello");

    private static AgentBuilder alice(ScriptedPeer server) {
        return Agent.builder().address("sip:alice@example.com").server(server.address());
    }

    private static AgentBuilder overUdp(ScriptedPeer server) {
        return alice(server).server(server.udpAddress());
    }

    private static Outcome outcomeOf(int code, String... headers) throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(code, headers);
                var alice = alice(server).open()) {
            return alice.send(HELLO);
        }
    }

    @Test
    @Tag("3428-4-02")
    @Tag("3428-4-04")
    @Tag("3261-8.1.1-01")
    @Tag("3428-5-06")
    @Tag("3261-8.1.1.6-01")
    @Tag("3428-4-01")
    @Tag("3261-8.1.1.1-01")
    @Tag("3261-8.1.1.5-01")
    @Tag("3428-9-10")
    void messageHasAllMandatoryHeadersAndNoContact() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(200);
                var alice = alice(server).open()) {
            alice.send(Message.text("sip:bob@example.com", "Grüße, 你好 👋"));
            assertThat(Masked.text(server.heard().text())).isEqualTo("""
                MESSAGE sip:bob@example.com SIP/2.0
                Via: SIP/2.0/UDP 127.0.0.1:P;rport;branch=z9hG4bK-B
                Max-Forwards: 70
                From: <sip:alice@example.com>;tag=T
                To: <sip:bob@example.com>
                Call-ID: C
                CSeq: 1 MESSAGE
                Content-Type: text/plain;charset=UTF-8
                Content-Length: 20

                Grüße, 你好 👋\
                """);
        }
    }

    @Test
    void viaOverTcpHasNoRport() throws IOException {
        try (var server = ScriptedPeer.tcp().thenAnswer(200);
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Delivered.class);
            assertThat(Masked.text(server.heard().text())).startsWith("""
                MESSAGE sip:bob@example.com SIP/2.0
                Via: SIP/2.0/TCP 127.0.0.1:P;branch=z9hG4bK-B
                """);
        }
    }

    @Test
    void outcomeIdIsTheCallId() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(200);
                var alice = alice(server).open()) {
            Outcome outcome = alice.send(HELLO);
            assertThat(outcome.id().value()).isEqualTo(server.heard().header(HeaderName.CALL_ID));
        }
    }

    @Test
    @Tag("3428-3-03")
    void bodyOfAllByteValuesIsSentUnchanged() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) all[i] = (byte) i;
        try (var server = ScriptedPeer.udp().thenAnswer(200);
                var alice = alice(server).open()) {
            alice.send(Message.of("sip:bob@example.com", new Content.Bytes("application/octet-stream", all)));
            var heard = server.heard();
            assertThat(heard.request().body()).isEqualTo(all);
            assertThat(heard.header(HeaderName.CONTENT_TYPE)).isEqualTo("application/octet-stream");
        }
    }

    @Test
    @Tag("3428-5-03")
    void imUriIsSentToTheServerUnchanged() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(200);
                var alice = alice(server).open()) {
            assertThat(alice.send(Message.text("im:bob@example.net", "Hello"))).isInstanceOf(Outcome.Delivered.class);
            var heard = server.heard();
            assertThat(heard.text()).startsWith("MESSAGE im:bob@example.net SIP/2.0\r\n");
            assertThat(heard.header(HeaderName.TO)).isEqualTo("<im:bob@example.net>");
        }
    }

    @Test
    void toHeaderHasTheRecipientWithoutRoutingParameters() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(200);
                var alice = alice(server).open()) {
            alice.send(Message.text("sip:+49301234:pw@example.net:5070;user=phone;transport=tcp?Subject=x", "Hello"));
            var heard = server.heard();
            assertThat(heard.text())
                    .startsWith("MESSAGE sip:+49301234:pw@example.net:5070;user=phone;transport=tcp SIP/2.0\r\n");
            assertThat(heard.header(HeaderName.TO)).isEqualTo("<sip:+49301234@example.net;user=phone>");
        }
    }

    // ---- outcomes

    @Test
    void response200IsDeliveredAnd202IsAccepted() throws IOException {
        assertThat(outcomeOf(200)).isInstanceOf(Outcome.Delivered.class);
        assertThat(outcomeOf(202)).isInstanceOf(Outcome.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 404, 408, 480, 503, 603})
    void otherFinalResponsesAreRefusals(int code) throws IOException {
        assertThat(outcomeOf(code)).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(code);
            assertThat(refused.reason()).isEqualTo(Status.of(code).reason());
            assertThat(refused.retryAfter()).isEmpty();
            assertThat(refused.reachedRecipient()).isEqualTo(code == 603);
        });
    }

    @Test
    void refusalReportsItsRetryAfter() throws IOException {
        assertThat(outcomeOf(503, "Retry-After: 120 (restart);duration=60"))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.retryAfter()).contains(Duration.ofMinutes(2)));
    }

    @Test
    void provisionalResponseIsNoOutcome() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswerFirst(100, 200);
                var alice = alice(server).open()) {
            assertThat(alice.send(HELLO)).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    @Tag("3261-8.1.3.1-01")
    void timeoutIsDescribed() throws IOException {
        try (var server = ScriptedPeer.udp();
                var alice = alice(server).timers(SHORT).open()) {
            assertThat(failureOf(alice.send(HELLO)).sentence())
                    .isEqualTo("No answer from 127.0.0.1:" + server.port() + " over UDP within 0.32 s");
        }
    }

    @Test
    void refusedConnectionFailsTheMessage() throws IOException {
        try (var nobody = new Socket()) { // has the port and does not listen
            nobody.bind(new InetSocketAddress("127.0.0.1", 0));
            String there = "127.0.0.1:" + nobody.getLocalPort();
            try (var alice = Agent.builder()
                    .address("sip:alice@example.com")
                    .server(there + ";transport=tcp")
                    .open()) {
                assertThat(failureOf(alice.send(HELLO)).sentence()).startsWith("Cannot reach " + there + " over TCP: ");
            }
        }
    }

    @Test
    void brokenConnectionFailsTheMessageWithoutASecondTry() throws IOException {
        try (var server = ScriptedPeer.both().thenStaySilent();
                var alice = overUdp(server).pathIsSafe().open()) {
            var outcome = alice.sendAsync(Message.text("sip:bob@example.com", "x".repeat(1300)));
            server.heard();
            server.hangUp();
            Failure lost = failureOf(outcome.join());
            assertThat(lost).isInstanceOf(Failure.ConnectionLost.class);
            assertThat(lost.sentence())
                    .startsWith("The connection to " + ((Failure.ConnectionLost) lost).hop() + " was lost")
                    .contains("it may have arrived")
                    .doesNotContain("reach");
            assertThat(server.unheard()).isZero();
        }
    }

    @Test
    void failureWithoutServerNamesTheDnsQueries() {
        try (var alice = Agent.builder().address("sip:alice@127.0.0.1").open()) {
            assertThat(failureOf(alice.send(Message.text("tel:+15551234", "Hello")))
                            .sentence())
                    .isEqualTo("No way to tel:+15551234: expected a sip: address that UDP or TCP can reach,"
                            + " or a server for all others");
            assertThat(failureOf(alice.send(Message.text("sip:bob@nobody.invalid", "Hello")))
                            .sentence())
                    .isEqualTo("No way to sip:bob@nobody.invalid: no NAPTR records of nobody.invalid, no SRV records of"
                            + " _sip._tcp.nobody.invalid, no SRV records of _sip._udp.nobody.invalid, no addresses of"
                            + " nobody.invalid");
            assertThat(failureOf(alice.send(Message.text("im:bob@nobody.invalid", "Hello")))
                            .sentence())
                    .startsWith("No way to im:bob@nobody.invalid: no SRV records of _im._sip.nobody.invalid, no NAPTR");
        }
    }

    @Test
    @Tag("3428-11.2-01")
    void sipsMessageIsNotSentInClear() throws IOException {
        try (var server = ScriptedPeer.udp();
                var alice = alice(server).open()) {
            assertThat(failureOf(alice.send(Message.text("sips:bob@example.com", "Hello"))))
                    .isInstanceOf(Failure.NotTrusted.class);
            assertThat(server.unheard()).isZero();
        }
    }

    @Test
    void interruptedSenderKeepsItsInterruptFlag() throws IOException {
        try (var server = ScriptedPeer.udp();
                var alice = alice(server).open()) {
            Thread.currentThread().interrupt();
            assertThat(failureOf(alice.send(HELLO))).isEqualTo(new Failure.Interrupted());
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    @SuppressWarnings("try") // closing early is what is tested
    void pendingMessageFailsWhenTheAgentIsClosed() throws IOException {
        try (var server = ScriptedPeer.udp();
                var alice = alice(server).open()) {
            var outcome = alice.sendAsync(HELLO);
            server.heard();
            alice.close();
            assertThat(failureOf(outcome.join())).isEqualTo(new Failure.Closed(true));
            assertThat(failureOf(alice.send(HELLO)).sentence()).isEqualTo("The agent is closed");
            assertThat(alice.register()).isEqualTo(new Registration.Unheard(new Failure.Closed()));
        }
    }

    // ---- 1300 octets (RFC 3261 §18.1.1)

    @Test
    @Tag("3261-18.1.1-01")
    void largeRequestIsSentOverTcp() throws IOException {
        try (var server = ScriptedPeer.both().thenAnswer(200).thenAnswer(200);
                var alice = overUdp(server).pathIsSafe().open()) {
            alice.send(Message.text("sip:bob@example.com", "x".repeat(1300)));
            var heard = server.heard();
            assertThat(heard.transport()).isEqualTo("TCP");
            assertThat(heard.header(HeaderName.VIA)).startsWith("SIP/2.0/TCP ");
            alice.send(HELLO);
            assertThat(server.heard().transport()).isEqualTo("UDP");
        }
    }

    @Test
    void requestOf1300BytesIsSentOverUdp() throws IOException {
        try (var server = ScriptedPeer.both().thenAnswer(200).thenAnswer(200).thenAnswer(200);
                var alice = overUdp(server).pathIsSafe().open()) {
            alice.send(Message.text("sip:bob@example.com", "x".repeat(700)));
            int rest = 1300 - server.heard().bytes().length;
            alice.send(Message.text("sip:bob@example.com", "x".repeat(700 + rest)));
            var whole = server.heard();
            assertThat(whole.bytes()).hasSize(1300);
            assertThat(whole.transport()).isEqualTo("UDP");
            alice.send(Message.text("sip:bob@example.com", "x".repeat(701 + rest)));
            assertThat(server.heard().transport()).isEqualTo("TCP");
        }
    }

    @Test
    @Tag("3261-18.1.1-02")
    void largeRequestFallsBackToUdpWithoutTcp() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(200);
                var alice = overUdp(server).pathIsSafe().open()) {
            var large = Message.text("sip:bob@example.com", "x".repeat(2000));
            assertThat(alice.send(large)).isInstanceOf(Outcome.Delivered.class);
            assertThat(server.heard().header(HeaderName.VIA)).startsWith("SIP/2.0/UDP ");
            assertThat(server.unheard()).isZero();
        }
    }

    // ---- identifiers

    @Test
    @Tag("3261-8.1.1.7-01")
    void requestsHaveDistinctCallIdsBranchesAndTags() throws IOException {
        try (var server = ScriptedPeer.udp().thenAnswer(200).thenAnswer(200);
                var alice = alice(server).open()) {
            alice.send(HELLO);
            alice.send(HELLO);
            var first = server.heard();
            var second = server.heard();
            for (var name : List.of(HeaderName.CALL_ID, HeaderName.VIA, HeaderName.FROM))
                assertThat(first.header(name)).isNotEqualTo(second.header(name));
        }
    }

    private static Failure failureOf(Outcome outcome) {
        return Optional.of(outcome)
                .filter(Outcome.Failed.class::isInstance)
                .map(Outcome.Failed.class::cast)
                .orElseThrow(() -> new AssertionError("Expected a failure but was " + outcome))
                .failure();
    }

    /** RFC 3428 §10 counts 18 octets in this text. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("3428-10-04")
    void contentLengthIsThatOfTheTextWithoutALineEnd(boolean udp) throws IOException {
        try (var server = (udp ? ScriptedPeer.udp() : ScriptedPeer.tcp()).thenAnswer(200);
                var alice = alice(server).open()) {
            alice.send(Message.text("sip:bob@example.com", "Watson, come here."));
            assertThat(server.heard().text()).endsWith("Content-Length: 18\r\n\r\nWatson, come here.");
        }
    }
}
