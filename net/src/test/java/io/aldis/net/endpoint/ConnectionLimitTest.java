package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.net.NetSettings;
import io.aldis.sip.wire.Limits;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Limits on incoming connections. */
class ConnectionLimitTest {
    private static Station station(int inAll, int perAddress) {
        var net = new NetSettings(
                Limits.DEFAULT,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                inAll,
                perAddress,
                4 << 20,
                64 << 20);
        return Station.with(
                Station.settings("tcp:127.0.0.1:0").with(EndpointSettings::net).of(net));
    }

    private static void assertServed(TcpPeer peer) {
        peer.send(message("TCP x;branch=z9hG4bKserved", ""));
        assertThat(startLine(peer.message())).isEqualTo("SIP/2.0 200 OK");
    }

    private static void assertTurnedAway(TcpPeer peer) {
        try {
            assertThat(peer.untilEnd()).isEmpty();
        } catch (UncheckedIOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @Test
    void connectionsPerAddressAreLimited() {
        try (var station = station(10, 2);
                var one = TcpPeer.to(station.address());
                var two = TcpPeer.to(station.address())) {
            assertServed(one);
            assertServed(two);
            try (var three = TcpPeer.to(station.address())) {
                assertTurnedAway(three);
            }
            one.hangUp();
            next(station.gone);
            try (var four = TcpPeer.to(station.address())) {
                assertServed(four);
            }
        }
    }

    @Test
    void eachAddressHasItsOwnConnectionLimit() throws Exception {
        try (var station = station(10, 1);
                var one = TcpPeer.to(station.address());
                var elsewhere = new Socket()) {
            assertServed(one);
            elsewhere.bind(new InetSocketAddress("127.0.0.2", 0));
            elsewhere.connect(station.address());
            elsewhere.getOutputStream().write(Texts.octets("\r\n\r\n"));
            assertThat(elsewhere.getInputStream().readNBytes(2)).hasSize(2);
        }
    }

    @Test
    void totalOfConnectionsIsLimited() {
        try (var station = station(1, 10);
                var one = TcpPeer.to(station.address())) {
            assertServed(one);
            try (var two = TcpPeer.to(station.address())) {
                assertTurnedAway(two);
            }
            assertServed(one);
        }
    }

    @Test
    void connectionBeyondTheLimitIsNotRead() {
        try (var station = station(1, 10);
                var one = TcpPeer.to(station.address())) {
            assertServed(one);
            station.requests.clear();
            try (var two = TcpPeer.to(station.address())) {
                assertThatThrownBy(() -> assertServed(two)).isInstanceOfAny(Error.class, UncheckedIOException.class);
            }
            assertThat(station.requests).isEmpty();
        }
    }
}
