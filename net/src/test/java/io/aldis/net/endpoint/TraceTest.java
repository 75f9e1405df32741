package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.Flow;
import io.aldis.net.Trace;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** A trace gets the octets as they are on the wire. */
class TraceTest {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();

    private final Trace trace = new Trace() {
        @Override
        public void received(byte[] bytes, Flow flow) {
            received.add(text(bytes, flow));
        }

        @Override
        public void sent(byte[] bytes, Flow flow) {
            sent.add(text(bytes, flow));
        }
    };

    private static String text(byte[] bytes, Flow flow) {
        return flow.transport() + " " + new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void traceGetsDatagramsAsOnTheWire() {
        try (var station = Station.with(Station.settings("udp:127.0.0.1:0")
                        .with(EndpointSettings::trace)
                        .of(Optional.of(trace)));
                var peer = new UdpPeer()) {
            String request = message("UDP " + peer.sentBy() + ";branch=z9hG4bKtrace", "hello");
            peer.send(request, station.address());
            String answer = peer.receive();
            assertThat(next(received)).isEqualTo("UDP " + request);
            assertThat(next(sent)).isEqualTo("UDP " + answer);
        }
    }

    @Test
    void traceGetsTheMessagesOfAConnectionOneByOne() {
        try (var station = Station.with(Station.settings("tcp:127.0.0.1:0")
                        .with(EndpointSettings::trace)
                        .of(Optional.of(trace)));
                var peer = TcpPeer.to(station.address())) {
            String one = message("TCP 127.0.0.1;branch=z9hG4bKone", "hello");
            String two = message("TCP 127.0.0.1;branch=z9hG4bKtwo", "again");
            peer.send(one + two);
            assertThat(next(received)).isEqualTo("TCP " + one);
            assertThat(next(received)).isEqualTo("TCP " + two);
            assertThat(next(sent)).isEqualTo("TCP " + peer.message());
            assertThat(next(sent)).isEqualTo("TCP " + peer.message());
        }
    }
}
