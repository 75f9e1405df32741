package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** STUN keep-alives on the SIP port (RFC 5626 §8, RFC 8489). */
class StunTest {
    private static final String ID = "b7e7a701bc34d686fa87dfae";
    private static final String COOKIE = "2112a442";

    private final Station station = Station.on("udp:127.0.0.1:0");
    private final UdpPeer peer = new UdpPeer();

    @AfterEach
    void close() {
        peer.close();
        station.close();
    }

    private void send(String hex) {
        peer.send(HexFormat.of().parseHex(hex), station.address());
    }

    private void sipIsAnswered(String branch) {
        peer.send(message("UDP " + peer.sentBy() + ";branch=z9hG4bK" + branch, "hello"), station.address());
        assertThat(startLine(peer.receive())).isEqualTo("SIP/2.0 200 OK");
    }

    @Test
    @Tag("5626-5.4-02")
    @Tag("5626-8-01")
    @Tag("5389-6-01")
    @Tag("5389-15.2-01")
    @Tag("5626-6-07")
    void bindingRequestIsAnsweredWithItsSourceAddress() {
        String port = HexFormat.of().toHexDigits((short) (peer.port() ^ 0x2112));
        for (int i = 0; i < 3; i++) {
            send("00010000" + COOKIE + ID);
            assertThat(HexFormat.of().formatHex(peer.receiveOctets()))
                    .isEqualTo("0101000c" + COOKIE + ID + "00200008" + "0001" + port + "5e12a443");
            assertThat(peer.lastFrom).isEqualTo(station.address());
            sipIsAnswered("s" + i);
        }
    }

    @Test
    void optionalStunAttributeIsIgnored() {
        send("0001000c" + COOKIE + ID + "80220005" + "616c646973000000");
        assertThat(peer.receiveOctets()).hasSize(32);
    }

    /** No cookie, another length, an indication, an answer, another method, credentials, an attribute that ends nowhere, too short, an octet. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "00010000" + "00000000" + ID,
                "00010004" + COOKIE + ID,
                "00110000" + COOKIE + ID,
                "01010000" + COOKIE + ID,
                "00030000" + COOKIE + ID,
                "00010008" + COOKIE + ID + "0006000461626364",
                "00010008" + COOKIE + ID + "8022000861626364",
                "00010000" + COOKIE,
                "00",
                "01"
            })
    @Tag("5389-7.3-01")
    void invalidBindingRequestIsNotAnswered(String hex) {
        send(hex);
        sipIsAnswered("one");
    }
}
