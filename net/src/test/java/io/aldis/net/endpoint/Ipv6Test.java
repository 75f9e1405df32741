package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Texts.answer;
import static io.aldis.net.endpoint.Texts.header;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Transport;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sockets and messages over IPv6 (RFC 5118). */
class Ipv6Test {
    private final Station station = Station.on("udp:[::1]:0", "tcp:[::1]:0", "udp:127.0.0.1:0", "tcp:127.0.0.1:0");

    @AfterEach
    void close() {
        station.close();
    }

    @Test
    void ipv6ListenersAreWrittenInBrackets() {
        var bound = station.bound(0);
        assertThat(bound).hasToString("udp:[::1]:" + bound.address().getPort());
        assertThat(bound.sentBy()).hasToString("[::1]:" + bound.address().getPort());
    }

    @Test
    void requestOverUdpIsAnswered() {
        try (var peer = new UdpPeer("::1")) {
            peer.send(message("UDP [::1]:" + peer.port() + ";branch=z9hG4bKsix", ""), station.address());
            String answer = peer.receive();
            assertThat(startLine(answer)).isEqualTo("SIP/2.0 200 OK");
            assertThat(header(answer, "Via")).as("the address was right").doesNotContain("received");
            peer.send(message("UDP host.example;rport;branch=z9hG4bKname", ""), station.address());
            assertThat(header(peer.receive(), "Via")).contains(";received=::1").contains(";rport=" + peer.port());
        }
    }

    @Test
    void requestOverTcpIsAnswered() {
        try (var peer = TcpPeer.to(station.bound(1).address())) {
            peer.send(message("TCP host.example;branch=z9hG4bKsix", ""));
            assertThat(header(peer.message(), "Via")).contains(";received=::1");
        }
    }

    @Test
    void outgoingRequestUsesTheSocketOfItsAddressFamily() {
        for (String host : new String[] {"::1", "127.0.0.1"}) {
            try (var peer = new UdpPeer(host)) {
                var flow = station.flow(Transport.UDP, peer.address());
                var asked = station.ask(flow, "z9hG4bK" + peer.port());
                String request = peer.receive();
                assertThat(peer.lastFrom)
                        .isEqualTo(station.bound(host.equals("::1") ? 0 : 2).address());
                assertThat(header(request, "Via")).contains(flow.sentBy().toString());
                peer.send(answer(request, 200), peer.lastFrom);
                assertThat(asked.outcome()).isEqualTo("200");
            }
        }
    }

    @Test
    void viaOfAnOutgoingConnectionNamesTheListenerOfItsAddressFamily() {
        for (int index : new int[] {1, 3}) {
            try (var there = Station.on(index == 1 ? "tcp:[::1]:0" : "tcp:127.0.0.1:0")) {
                var flow = station.flow(Transport.TCP, there.address());
                assertThat(flow.sentBy()).isEqualTo(station.bound(index).sentBy());
                assertThat(station.ask(flow, "z9hG4bKv" + index).outcome()).isEqualTo("200");
            }
        }
    }

    @Test
    void endpointWithoutSocketOfTheAddressFamilyHasNoFlow() {
        try (var four = Station.on("udp:127.0.0.1:0")) {
            var six = new InetSocketAddress("::1", 5060);
            assertThat(four.onLoop(() -> four.endpoint.flow(Transport.UDP, six)))
                    .isEmpty();
        }
    }
}
