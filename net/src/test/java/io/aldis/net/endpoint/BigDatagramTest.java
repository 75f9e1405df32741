package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.octets;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Transport;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The largest datagrams, received and sent. */
class BigDatagramTest {
    private static final int LARGEST = 65_507;

    private final Station station = Station.on("udp:127.0.0.1:0");
    private final UdpPeer peer = new UdpPeer();

    @AfterEach
    void close() {
        peer.close();
        station.close();
    }

    private String request(int size) {
        String via = "UDP " + peer.sentBy() + ";branch=z9hG4bKbig" + size;
        int head = message(via, "x".repeat(60_000)).length() - 60_000;
        return message(via, "x".repeat(size - head));
    }

    @Test
    @Tag("3261-18.1.1-03")
    void largestDatagramIsReceivedWhole() {
        for (int i = 0; i < 10; i++) {
            String request = request(LARGEST - i);
            peer.send(request, station.address());
            assertThat(next(station.requests).request().bytes()).isEqualTo(octets(request));
            peer.receive();
        }
    }

    @Test
    void largestDatagramIsSent() {
        var flow = station.flow(Transport.UDP, peer.address());
        station.ask(flow, "z9hG4bKbig", request(LARGEST));
        assertThat(peer.receive()).hasSize(LARGEST);
    }

    @Test
    @Tag("3261-18.4-01")
    void tooLargeDatagramIsNotSent() {
        var flow = station.flow(Transport.UDP, peer.address());
        assertThat(station.ask(flow, "z9hG4bKbig", request(LARGEST + 1)).outcome())
                .isEqualTo("UNSENT: UDP carries at most 65507 octets, the message has 65508");
    }

    @Test
    void burstOfDatagramsIsSentInOrder() {
        BlockingQueue<String> unsent = new LinkedBlockingQueue<>();
        var flow = station.flow(Transport.UDP, peer.address());
        station.onLoop(() -> {
            for (int i = 0; i < 100; i++) flow.send(octets("datagram " + i), unsent::add);
            return flow;
        });
        for (int i = 0; i < 100; i++) assertThat(peer.receive()).isEqualTo("datagram " + i);
        assertThat(unsent).isEmpty();
    }
}
