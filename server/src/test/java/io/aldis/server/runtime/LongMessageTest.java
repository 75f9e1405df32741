package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Messages too long for a datagram (RFC 3261 §18.1.1, PHONES 28). */
class LongMessageTest extends TwoPhones {
    private static String message(int octets) {
        return message()
                .replace("Content-Length: 2", "Content-Length: " + octets)
                .replace("\n\nhi", "\n\n" + "x".repeat(octets));
    }

    @Test
    @Tag("3261-18.1.1-01")
    @Tag("3261-16.6-13")
    void longMessageIsSentOverTcp() throws IOException {
        try (var listening = new ServerSocket()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), bob.port()));
            alice.send(message(2500));
            try (Phone called = Wires.accepted(listening)) {
                Heard message = called.hear("MESSAGE sip:bob@" + bob.address());
                assertThat(message.all("Via").getFirst()).startsWith("SIP/2.0/TCP ");
                assertThat(message.body()).hasSize(2500);
                called.answer(message, "200 OK");
                alice.hear("SIP/2.0 200");
                bob.hearsNothing();
            }
        }
    }

    @Test
    @Tag("3261-18.1.1-01")
    void longMessageFallsBackToUdpAndTcpIsNotTriedAgain() throws IOException {
        alice.send(message(2500));
        delivered();
        try (var listening = new ServerSocket()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), bob.port()));
            alice.send(message(2501).replace("M1", "M2"));
            delivered();
        }
    }

    /** ADR 9: a call has a long SDP nearly always, and a phone that swallows the attempt would delay each by seconds. */
    @Test
    @Tag("3261-18.1.1-01")
    void longInviteIsSentAsADatagram() throws IOException {
        try (var listening = new ServerSocket()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), bob.port()));
            alice.send(message(2500).replace("MESSAGE", "INVITE"));
            Heard invite = bob.hear("INVITE");
            assertThat(invite.all("Via").getFirst()).startsWith("SIP/2.0/UDP ");
            assertThat(invite.body()).hasSize(2500);
            bob.answer(invite, "486 Busy Here");
            Heard refusal = alice.hear("SIP/2.0 486");
            alice.send(Say.request("ACK", "sip:bob@example.com")
                    .replace("To: <sip:bob@example.com>", "To: " + refusal.header("To")));
            bob.hear("ACK");
        }
    }

    /** A firewall that swallows: the backlog is full, and nobody says no. */
    @Test
    void phoneWithSilentTcpGetsTheMessageAsADatagramInTime() throws IOException {
        var knocks = new ArrayList<SocketChannel>();
        try (var listening = new ServerSocket()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), bob.port()), 1);
            for (int i = 0; i < 4; i++) knocks.add(knock(listening.getLocalSocketAddress()));
            alice.send(message(2500));
            delivered();
        } finally {
            for (SocketChannel knock : knocks) knock.close();
        }
    }

    private static SocketChannel knock(SocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(address);
        return channel;
    }

    private void delivered() {
        Heard message = bob.hear("MESSAGE");
        assertThat(message.all("Via").getFirst()).startsWith("SIP/2.0/UDP ");
        bob.answer(message, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    void shortMessageIsSentAsADatagram() throws IOException {
        try (var listening = new ServerSocket()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), bob.port()));
            alice.send(message(500));
            delivered();
        }
    }

    @Test
    @Tag("3428-8-06")
    void messageOf60000BytesIsDelivered() {
        alice.send(message(60_000));
        delivered();
    }

    @Test
    @Tag("3261-16.6-16")
    void missingContentLengthIsAddedOnAStream() {
        try (Phone connected = Phone.tcp(aldis.server)) {
            aldis.register(connected, "carol", "<sip:carol@{me};transport=tcp>");
            alice.send(Say.message("sip:carol@example.com").replace("Content-Length: 2\n", ""));
            Heard message = connected.hear("MESSAGE");
            assertThat(message.header("Content-Length")).isEqualTo("2");
            connected.answer(message, "200 OK");
            alice.hear("SIP/2.0 200");
        }
    }
}
