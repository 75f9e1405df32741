package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Foreign;
import io.aldis.server.ServerSettings;
import io.aldis.sip.Transport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses to datagrams with a forged source address are few and short. Strangers may not send to local users here. */
class AmplificationTest {
    /** T1 is 20 ms: what would be repeated has been by then, twice. */
    private static final int A_WHILE = 150;

    private static final ServerSettings SETTINGS = TestServer.SETTINGS
            .with(ServerSettings::foreign)
            .of(Foreign.DEFAULT.with(Foreign::hideUsers).of(false))
            .with(ServerSettings::algorithms)
            .of(List.of("SHA-256", "SHA-512-256", "MD5"));

    private TestServer aldis;
    private DatagramSocket socket;

    @BeforeEach
    void open() throws IOException {
        aldis = TestServer.timed(SETTINGS, TestServer.timers(1280));
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() {
        socket.close();
        aldis.close();
    }

    private List<Integer> lengthsAfter(byte[] datagram) throws IOException {
        var lengths = new ArrayList<Integer>();
        socket.send(new DatagramPacket(datagram, datagram.length, Wires.address(aldis.server, Transport.UDP)));
        socket.setSoTimeout(A_WHILE);
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[65536], 65536);
                socket.receive(packet);
                lengths.add(packet.getLength());
            }
        } catch (SocketTimeoutException e) {
            return lengths;
        }
    }

    private void getsLittle(String request) throws IOException {
        byte[] datagram = request.replace("{port}", Integer.toString(socket.getLocalPort()))
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.UTF_8);
        List<Integer> lengths = lengthsAfter(datagram);
        assertThat(lengths).as(request).hasSizeLessThanOrEqualTo(1).allMatch(octets -> octets <= 3 * datagram.length);
    }

    private static String tiny(String method, String uri, String from) {
        return method + ' ' + uri + " SIP/2.0\nv:SIP/2.0/UDP a;rport;branch=z9hG4bK1\nf:<sip:" + from
                + ">;tag=1\nt:<sip:bob@example.com>\ni:1\nCSeq:1 " + method + "\n\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MESSAGE", "INVITE", "REGISTER", "OPTIONS", "SUBSCRIBE", "BYE", "PUBLISH", "FOO", "ACK", "CANCEL"
            })
    void shortRequestGetsOneShortResponse(String method) throws IOException {
        getsLittle(tiny(method, "sip:bob@example.com", "alice@example.com"));
        getsLittle(tiny(method, "sip:example.com", "alice@example.com"));
        getsLittle(tiny(method, "sip:nobody@example.com", "x@y.example"));
        getsLittle(tiny(method, "sip:bob@elsewhere.example", "x@y.example"));
        getsLittle(tiny(method, "tel:+1", "x@y.example"));
    }

    @Test
    void challengeIsNotRetransmitted() throws IOException {
        String invite = Say.request("INVITE", "sip:bob@example.com")
                .replace("{transport}", "UDP")
                .replace("{me}", "127.0.0.1:{port}");
        getsLittle(invite.replace("alice@example.net", "alice@example.com"));
        getsLittle(invite);
        assertThat(aldis.server.waiting()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X Y\nv:SIP/2.0/UDP a;rport\n\n",
                "X Y Z\nv:SIP/2.0/UDP a;rport;branch=z9hG4bK1\n\n",
                "OPTIONS sip:a SIP/2.0\nv:SIP/2.0/UDP a;rport;branch=z9hG4bK1\n\n",
                "OPTIONS sip:a SIP/2.0\nv:SIP/2.0/UDP a;rport;branch=z9hG4bK1\nf:<>\nt:<>\ni:1\nCSeq:x\n\n",
                "OPTIONS sip:a SIP/7.0\nv:SIP/2.0/UDP a;rport;branch=z9hG4bK1\nf:<sip:a>\nt:<sip:a>\ni:1\nCSeq:1 OPTIONS\n\n",
                "OPTIONS sip:a SIP/2.0\nv:SIP/2.0/UDP a;rport;received=192.0.2.1;branch=z9hG4bK1\nMax-Forwards: x\n\n"
            })
    void malformedRequestGetsAShortResponse(String request) throws IOException {
        getsLittle(request);
    }

    /** So that the tests above would hear more if more came. */
    @Test
    void longerMalformedRequestGetsAResponse() throws IOException {
        byte[] datagram = tiny("OPTIONS", "sip:example.com", "a@b")
                .replace("SIP/2.0\nv", "SIP/7.0\nv")
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(datagram, datagram.length, Wires.address(aldis.server, Transport.UDP)));
        socket.setSoTimeout(Phone.LONG);
        var answer = new DatagramPacket(new byte[65536], 65536);
        socket.receive(answer);
        assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8))
                .startsWith("SIP/2.0 505 Version: expected SIP/2.0");
    }

    @Test
    void garbageIsNotAnswered() throws IOException {
        var random = new Random(5);
        socket.setSoTimeout(A_WHILE);
        for (int i = 0; i < 300; i++) {
            byte[] noise = new byte[random.nextInt(1400)];
            random.nextBytes(noise);
            socket.send(new DatagramPacket(noise, noise.length, Wires.address(aldis.server, Transport.UDP)));
        }
        for (String text : List.of(
                "\r\n\r\n",
                "hello",
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n\r\n",
                "MESSAGE sip:bob@example.com SIP/2.0\r\n\r\n",
                "\0\1\2\3\4\5"))
            assertThat(lengthsAfter(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isEmpty();
    }
}
