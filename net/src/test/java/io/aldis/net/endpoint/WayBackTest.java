package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Texts.header;
import static io.aldis.net.endpoint.Texts.message;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The destination of a response over UDP (RFC 3261 §18.2.2, RFC 3581 §4). */
class WayBackTest {
    private final Station station = Station.on("udp:127.0.0.1:0", "udp:127.0.0.1:0");
    private final UdpPeer source = new UdpPeer();
    private final UdpPeer other = new UdpPeer();

    @AfterEach
    void close() {
        source.close();
        other.close();
        station.close();
    }

    @Test
    @Tag("3581-4-01")
    @Tag("3581-4-02")
    void responseWithRportGoesToTheSourcePort() {
        source.send(message("UDP 10.0.0.9:5060;rport;branch=z9hG4bKnat", ""), station.address());
        assertThat(header(source.receive(), "Via"))
                .contains(";rport=" + source.port())
                .contains(";received=127.0.0.1")
                .startsWith("SIP/2.0/UDP 10.0.0.9:5060");
        assertThat(source.lastFrom).isEqualTo(station.address());
    }

    @Test
    @Tag("3581-4-01")
    void rportIsFilledEvenWhenTheAddressMatches() {
        source.send(message("UDP " + source.sentBy() + ";rport;branch=z9hG4bKsame", ""), station.address());
        assertThat(header(source.receive(), "Via"))
                .contains(";rport=" + source.port())
                .contains(";received=127.0.0.1");
    }

    @Test
    @Tag("3581-4-03")
    void rportWrittenByTheSenderIsReplaced() {
        source.send(message("UDP 10.0.0.9;rport=" + other.port() + ";branch=z9hG4bKforged", ""), station.address());
        assertThat(header(source.receive(), "Via")).contains(";rport=" + source.port());
    }

    @Test
    @Tag("3261-18.2.2-02")
    void responseWithoutRportGoesToThePortOfTheViaAtTheSourceAddress() {
        source.send(message("UDP 192.0.2.1:" + other.port() + ";branch=z9hG4bKport", ""), station.address());
        assertThat(header(other.receive(), "Via")).contains(";received=127.0.0.1");
    }

    @Test
    @Tag("3261-18.2.1-02")
    void receivedIsAddedToAViaWithAHostName() {
        source.send(message("UDP host.example:" + other.port() + ";branch=z9hG4bKname", ""), station.address());
        assertThat(header(other.receive(), "Via")).contains(";received=127.0.0.1");
    }

    @Test
    void forgedReceivedIsReplaced() {
        source.send(
                message("UDP 127.0.0.1:" + other.port() + ";received=10.9.8.7;branch=z9hG4bKforged", ""),
                station.address());
        assertThat(header(other.receive(), "Via")).doesNotContain("10.9.8.7");
    }

    @Test
    void correctViaIsUnchanged() {
        String via = "UDP " + source.sentBy() + ";branch=z9hG4bKtrue";
        source.send(message(via, ""), station.address());
        assertThat(header(source.receive(), "Via")).isEqualTo("SIP/2.0/" + via);
    }

    @Test
    @Tag("3581-4-02")
    void responseLeavesFromTheSocketOfTheRequest() {
        for (int i = 0; i < 2; i++) {
            var listener = station.bound(i).address();
            source.send(message("UDP 127.0.0.1;rport;branch=z9hG4bKa" + i, ""), listener);
            source.receive();
            assertThat(source.lastFrom).isEqualTo(listener);
            source.send(message("UDP 192.0.2.1:" + other.port() + ";branch=z9hG4bKb" + i, ""), listener);
            other.receive();
            assertThat(other.lastFrom).isEqualTo(listener);
        }
    }

    @Test
    void refusalOfAMalformedRequestGoesToThePortOfTheVia() {
        source.send(
                message("UDP 192.0.2.1:" + other.port() + ";branch=z9hG4bKbad", "")
                        .replace("Forwards: 70", "Forwards: many"),
                station.address());
        assertThat(other.receive()).startsWith("SIP/2.0 400 ");
    }
}
