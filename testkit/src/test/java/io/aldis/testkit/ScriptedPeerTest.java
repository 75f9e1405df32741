package io.aldis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.HeaderName;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Example of a test with a peer: the tested program is a plain socket here. */
class ScriptedPeerTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static byte[] message(String branch) {
        return """
                MESSAGE sip:bob@example.com SIP/2.0
                Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK%s
                Max-Forwards: 70
                From: <sip:alice@example.com>;tag=a
                To: <sip:bob@example.com>
                Call-ID: %s
                CSeq: 1 MESSAGE
                Content-Length: 5

                Hello""".formatted(branch, branch).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void say(DatagramSocket alice, ScriptedPeer bob, byte[] message) throws IOException {
        alice.send(new DatagramPacket(message, message.length, new InetSocketAddress(LOOPBACK, bob.port())));
    }

    private static String answer(DatagramSocket alice) throws IOException {
        alice.setSoTimeout(20_000);
        var packet = new DatagramPacket(new byte[2_000], 2_000);
        alice.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Test
    void eachRequestGetsTheNextStepOfTheScript() throws IOException {
        try (var bob = ScriptedPeer.udp().thenStaySilent().thenAnswer(486, "Retry-After: 9");
                var alice = new DatagramSocket(0, LOOPBACK)) {
            for (String branch : new String[] {"1", "2", "3"}) say(alice, bob, message(branch));
            assertThat(answer(alice))
                    .startsWith("SIP/2.0 486 Busy Here\r\n")
                    .contains("Retry-After: 9\r\n", "z9hG4bK2");
            for (String branch : new String[] {"1", "2", "3"})
                assertThat(bob.heard().header(HeaderName.CALL_ID)).isEqualTo(branch);
            assertThat(bob.unheard()).isZero();
        }
    }

    @Test
    void retransmissionGetsTheSameResponseAndIsReportedOnce() throws IOException {
        try (var bob = ScriptedPeer.udp().thenAnswer(200).thenAnswer(404);
                var alice = new DatagramSocket(0, LOOPBACK)) {
            say(alice, bob, message("1"));
            String first = answer(alice);
            say(alice, bob, message("1"));
            assertThat(answer(alice)).isEqualTo(first).startsWith("SIP/2.0 200 OK");
            bob.heardAgain();
            assertThat(bob.heard().text()).endsWith("Hello");
            assertThat(bob.unheard()).isZero();
        }
    }

    @Test
    void heldResponseIsSentWhenTheTestSaysSo() throws IOException {
        try (var bob = ScriptedPeer.tcp().thenTry();
                var alice = new Socket(LOOPBACK, bob.port())) {
            alice.getOutputStream().write(message("1"));
            assertThat(bob.heard().transport()).isEqualTo("TCP");
            assertThat(new String(alice.getInputStream().readNBytes(18), StandardCharsets.UTF_8))
                    .isEqualTo("SIP/2.0 100 Trying");
            assertThat(bob.mostWaiting()).isOne();
            bob.answerNow(200);
            bob.hangUp();
            assertThat(new String(alice.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("SIP/2.0 200 OK\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "MESSAGE sip:bob@example.com SIP/2.0\r\nVia: nothing\r\n",
                "SIP/2.0",
                "MESSAGE sip:bob@example.com SIP/2.0\r\nContent-Length: 47a\r\n\r\n"
            })
    void malformedDatagramIsReportedAndTheScriptContinues(String malformed) throws IOException {
        try (var bob = ScriptedPeer.udp().thenAnswer(202);
                var alice = new DatagramSocket(0, LOOPBACK)) {
            byte[] octets = malformed.getBytes(StandardCharsets.UTF_8);
            say(alice, bob, octets);
            say(alice, bob, octets);
            say(alice, bob, message("1"));
            assertThat(answer(alice)).startsWith("SIP/2.0 202");
            for (int i = 0; i < 2; i++) {
                assertThat(bob.heard().bytes()).isEqualTo(octets);
                Malformed wrong = bob.malformed();
                assertThat(wrong.bytes()).isEqualTo(octets);
                assertThat(wrong.why()).isNotBlank();
            }
            assertThat(bob.heard().header(HeaderName.CALL_ID)).isEqualTo("1");
        }
    }

    @Test
    void failingScriptStepIsReportedAndTheNextOneRuns() throws IOException {
        try (var bob = ScriptedPeer.udp()
                        .thenSay(_ -> {
                            throw new IllegalStateException("no such line");
                        })
                        .thenAnswer(202);
                var alice = new DatagramSocket(0, LOOPBACK)) {
            say(alice, bob, message("1"));
            say(alice, bob, message("2"));
            assertThat(answer(alice)).startsWith("SIP/2.0 202");
            assertThat(bob.malformed().why()).contains("no such line");
        }
    }

    @Test
    void malformedMessageInAStreamIsReportedAndTheConnectionClosed() throws IOException {
        try (var bob = ScriptedPeer.tcp().thenAnswer(202)) {
            try (var alice = new Socket(LOOPBACK, bob.port())) {
                alice.getOutputStream()
                        .write("MESSAGE sip:b SIP/2.0\r\nContent-Length: 47a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                assertThat(alice.getInputStream().read()).isNegative();
            }
            assertThat(bob.malformed().why()).contains("47a");
            try (var alice = new Socket(LOOPBACK, bob.port())) {
                alice.getOutputStream().write(message("1"));
                assertThat(new String(alice.getInputStream().readNBytes(11), StandardCharsets.UTF_8))
                        .isEqualTo("SIP/2.0 202");
            }
        }
    }
}
