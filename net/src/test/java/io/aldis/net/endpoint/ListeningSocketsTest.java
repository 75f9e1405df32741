package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Texts.answer;
import static io.aldis.net.endpoint.Texts.header;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.net.Listen;
import io.aldis.sip.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listening sockets of an endpoint and its advertised addresses. */
class ListeningSocketsTest {
    @Test
    @Tag("3261-18-01")
    void everyListenerIsServed() {
        try (var station = Station.on("udp:127.0.0.1:0", "tcp:127.0.0.1:0", "udp:127.0.0.1:0");
                var udp = new UdpPeer();
                var tcp = TcpPeer.to(station.bound(1).address())) {
            for (int i : new int[] {0, 2}) {
                udp.send(
                        message("UDP x;rport;branch=z9hG4bKu" + i, ""),
                        station.bound(i).address());
                assertThat(startLine(udp.receive())).isEqualTo("SIP/2.0 200 OK");
            }
            tcp.send(message("TCP x;branch=z9hG4bKt", ""));
            assertThat(startLine(tcp.message())).isEqualTo("SIP/2.0 200 OK");
        }
    }

    @Test
    @Tag("3261-18.1.1-04")
    void advertisedHostIsInTheViaAndItsResponsesAreAccepted() {
        try (var station = Station.with(Station.settings("udp:127.0.0.1:0")
                        .with(EndpointSettings::advertised)
                        .of(Optional.of("sip.example.org")));
                var peer = new UdpPeer()) {
            assertThat(station.bound(0).sentBy())
                    .hasToString("sip.example.org:" + station.address().getPort());
            var asked = station.ask(station.flow(Transport.UDP, peer.address()), "z9hG4bKnamed");
            String request = peer.receive();
            assertThat(header(request, "Via")).startsWith("SIP/2.0/UDP sip.example.org:");
            peer.send(answer(request, 200), peer.lastFrom);
            assertThat(asked.outcome()).isEqualTo("200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp:0.0.0.0:0", "tcp:0.0.0.0:0", "udp:[::]:0", "tcp:[::]:0"})
    void wildcardListenerAdvertisesAnAddressOfThisMachine(String wildcard) throws Exception {
        try (var station = Station.on(wildcard)) {
            InetAddress advertised =
                    InetAddress.getByName(station.bound(0).sentBy().bareHost());
            assertThat(advertised.isAnyLocalAddress()).isFalse();
            var here = new InetSocketAddress(advertised, station.address().getPort());
            if (wildcard.startsWith("tcp")) TcpPeer.to(here).close();
            else
                assertThat(java.net.NetworkInterface.getByInetAddress(advertised))
                        .isNotNull();
        }
    }

    @Test
    void wildcardSocketSendsToItsAddressFamily() {
        try (var station = Station.on("udp:0.0.0.0:0");
                var peer = new UdpPeer()) {
            station.ask(station.flow(Transport.UDP, peer.address()), "z9hG4bKwild");
            assertThat(startLine(peer.receive())).startsWith("MESSAGE ");
            var six = new InetSocketAddress("::1", peer.port());
            station.onLoop(() -> station.endpoint.flow(Transport.UDP, six))
                    .ifPresent(flow -> assertReaches(station, flow));
        }
    }

    private static void assertReaches(Station station, io.aldis.net.Flow flow) {
        try (var six = new UdpPeer("::1")) {
            var there = station.flow(Transport.UDP, six.address());
            assertThat(there.transport()).isEqualTo(flow.transport());
            station.ask(there, "z9hG4bKwildsix");
            assertThat(startLine(six.receive())).startsWith("MESSAGE ");
        }
    }

    @Test
    void ipv6WildcardSendsOverIpv4Too() {
        try (var station = Station.on("udp:[::]:0");
                var four = new UdpPeer();
                var six = new UdpPeer("::1")) {
            for (UdpPeer peer : List.of(four, six)) {
                var there = new InetSocketAddress(
                        peer.address().getAddress(), station.address().getPort());
                peer.send(message("UDP x;rport;branch=z9hG4bK" + peer.port(), ""), there);
                assertThat(startLine(peer.receive())).isEqualTo("SIP/2.0 200 OK");
                station.ask(station.flow(Transport.UDP, peer.address()), "z9hG4bKto" + peer.port());
                assertThat(startLine(peer.receive())).startsWith("MESSAGE ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void portInUseIsReported(String transport) {
        try (var first = Station.on(transport + ":127.0.0.1:0")) {
            String same = transport + ":127.0.0.1:" + first.address().getPort();
            assertThatThrownBy(() -> Station.on(same))
                    .isInstanceOf(BindException.class)
                    .hasMessage("Cannot listen on " + same
                            + ": Address already in use (another program has it; ss -lntup says which)");
        }
    }

    @Test
    void addressOfAnotherMachineIsReported() {
        assertThatThrownBy(() -> Station.on("udp:192.0.2.1:0"))
                .isInstanceOf(BindException.class)
                .hasMessage(
                        "Cannot listen on udp:192.0.2.1:0: Cannot assign requested address (not one of this machine; ip address lists them)");
    }

    @Test
    void invalidListenAddressIsReported() {
        var listen = new Listen(Transport.UDP, "[1::2::3]", 0);
        assertThatThrownBy(() -> Station.with(EndpointSettings.of(List.of(listen))))
                .isInstanceOf(BindException.class)
                .hasMessage("Cannot listen on udp:[1::2::3]:0: no such address");
    }

    @Test
    void failedListenerFreesTheOtherPorts() {
        int port;
        try (var taken = Station.on("tcp:127.0.0.1:0")) {
            port = taken.address().getPort();
            assertThatThrownBy(() -> Station.on("udp:127.0.0.1:" + port, "tcp:127.0.0.1:" + port))
                    .isInstanceOf(BindException.class);
            Station.on("udp:127.0.0.1:" + port).close();
        }
    }
}
