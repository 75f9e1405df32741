package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.Flow;
import io.aldis.net.Pong;
import io.aldis.sip.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keep-alives that we send (RFC 5626 §4.4). */
class PingTest {
    private static final byte[] ID = "twelve octet".getBytes(US_ASCII);
    private static final String COOKIE = "2112a442";

    private final Station station = Station.on("udp:127.0.0.1:0", "tcp:127.0.0.1:0");

    @AfterEach
    void close() {
        station.close();
    }

    private void ping(Flow flow) {
        station.onLoop(() -> {
            flow.ping(ID);
            return 0;
        });
    }

    private Pong pong() {
        return Station.next(station.pongs);
    }

    @Test
    @Tag("5626-4.4.1-01")
    void connectionIsPingedByTwoLineEndsAndPongIsOne() throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Flow flow = station.flow(Transport.TCP, (InetSocketAddress) server.getLocalSocketAddress());
            try (var peer = TcpPeer.acceptedBy(server)) {
                station.ask(flow, "z9hG4bK1");
                assertThat(peer.message()).startsWith("MESSAGE ");
                ping(flow);
                ping(flow);
                assertThat(peer.octets(8)).isEqualTo("\r\n".repeat(4));
                peer.send("\r\n\r\n");
                assertThat(pong()).isEqualTo(Pong.CRLF);
                assertThat(pong()).isEqualTo(Pong.CRLF);
                peer.send("\r\n\r\n" + message("TCP " + peer.sentBy() + ";branch=z9hG4bK2", "hello"));
                assertThat(peer.octets(2))
                        .as("the answer to a question of the peer")
                        .isEqualTo("\r\n");
                assertThat(startLine(peer.message())).isEqualTo("SIP/2.0 200 OK");
                assertThat(station.pongs).isEmpty();
            }
        }
    }

    @Test
    @Tag("5626-4.4.2-01")
    void udpFlowIsPingedByBindingRequestAndLearnsItsMappedAddress() {
        try (var peer = new UdpPeer()) {
            Flow flow = station.flow(Transport.UDP, new InetSocketAddress("127.0.0.1", peer.port()));
            ping(flow);
            String id = HexFormat.of().formatHex(ID);
            assertThat(HexFormat.of().formatHex(peer.receiveOctets())).isEqualTo("00010000" + COOKIE + id);
            answer(peer, "01010014" + COOKIE + id + "8022000461626364" + "00200008" + "0001" + "32b4" + "e112a643");
            assertThat(pong().seenAs()).contains(new InetSocketAddress("192.0.2.1", 5030));
            answer(peer, "01110000" + COOKIE + id);
            Pong error = pong();
            assertThat(error.seenAs()).isEmpty();
            assertThat(error.id()).isEqualTo(ID);
        }
    }

    @Test
    void invalidStunResponseIsDropped() {
        try (var peer = new UdpPeer()) {
            String id = HexFormat.of().formatHex(ID);
            String[] wrong = {
                "01010000" + COOKIE + id,
                "0101000c" + "00000000" + id + "0020000800013206" + "e112a643",
                "0101000c" + COOKIE + id + "0020000800033206" + "e112a643",
                "0101000c" + COOKIE + id + "0020004000013206" + "e112a643",
                "01010008" + COOKIE + id + "0020000400013206",
                "01010010" + COOKIE + id + "0020000800013206" + "e112a643",
                "0101",
            };
            Arrays.stream(wrong).forEach(hex -> answer(peer, hex));
            answer(peer, "01110000" + COOKIE + id);
            assertThat(pong().seenAs()).isEmpty();
            assertThat(station.pongs).isEmpty();
        }
    }

    private void answer(UdpPeer peer, String hex) {
        peer.send(HexFormat.of().parseHex(hex), station.address());
    }
}
