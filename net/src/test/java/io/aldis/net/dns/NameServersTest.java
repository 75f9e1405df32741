package io.aldis.net.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.locate.Dns.Answer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class NameServersTest {
    private static final InetSocketAddress NONE = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9);

    /** RFC 6761 §6.3, with and without the dot of the root. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "localhost.", "foo.localhost", "a.b.localhost", "foo.LocalHost."})
    void namesUnderLocalhostAreLoopback(String name) {
        for (List<InetSocketAddress> servers : List.of(List.<InetSocketAddress>of(), List.of(NONE)))
            assertThat(new NameServers(servers).addresses(name).orNone())
                    .containsExactly(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid", "a.invalid", "a.invalid.", "A.INVALID."})
    void namesUnderInvalidHaveNoAddresses(String name) {
        for (List<InetSocketAddress> servers : List.of(List.<InetSocketAddress>of(), List.of(NONE)))
            assertThat(new NameServers(servers).addresses(name)).isInstanceOf(Answer.Nothing.class);
    }

    /** Else each message to such a domain waits for the failure again. */
    @Test
    void addressesAreCachedBrieflyWhenTheQueryForTheOtherFamilyFails() throws IOException {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(socket));
            var servers = new NameServers(List.of((InetSocketAddress) socket.getLocalSocketAddress()));
            var answer = (Answer.Records<InetAddress>) servers.addresses("v4.example.com");
            assertThat(answer.orNone()).containsExactly(InetAddress.ofLiteral("192.0.2.1"));
            assertThat(answer.ttl()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(30));
        }
    }

    /** Answers A queries with a TTL of an hour and all others with SERVFAIL, until the socket is closed. */
    private static void serve(DatagramSocket socket) {
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[1500], 1500);
                socket.receive(packet);
                var query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                byte[] answer = answer(query).toWire();
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException closed) {
            assertThat(socket.isClosed()).isTrue();
        }
    }

    private static Message answer(Message query) throws IOException {
        var question = query.getQuestion();
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        if (question.getType() == Type.A)
            answer.addRecord(
                    new ARecord(question.getName(), DClass.IN, 3600, InetAddress.ofLiteral("192.0.2.1")),
                    Section.ANSWER);
        else answer.getHeader().setRcode(Rcode.SERVFAIL);
        return answer;
    }
}
