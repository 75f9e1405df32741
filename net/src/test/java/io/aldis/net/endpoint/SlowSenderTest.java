package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A sender of single octets has the same deadline as a silent one. */
@Timeout(60)
class SlowSenderTest {
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofHours(1);
    /** Of waiting, before it is a fault. */
    private static final Duration ENOUGH = Duration.ofSeconds(20);

    private static Station station(String listen) {
        return Station.with(
                Station.settings(listen).with(EndpointSettings::net).of(OutgoingTest.net(4 << 20, 10, SHORT, LONG)));
    }

    /** Another octet of a long body, each time another sender has had an answer. */
    @Test
    void messageSentOctetByOctetTimesOutWhileOthersAreServed() {
        try (var station = station("tcp:127.0.0.1:0");
                TcpPeer slow = TcpPeer.to(station.address());
                TcpPeer other = TcpPeer.to(station.address())) {
            long start = System.nanoTime();
            slow.send(message("TCP x;branch=z9hG4bKslow", "").replace("Content-Length: 0", "Content-Length: 200000"));
            int served = 0;
            while (station.gone.isEmpty() && System.nanoTime() - start < ENOUGH.toNanos()) {
                other.send(message("TCP x;branch=z9hG4bKother" + served++, "hello"));
                assertThat(startLine(other.message())).isEqualTo("SIP/2.0 200 OK");
                if (station.gone.isEmpty()) drip(slow);
            }
            assertThat(station.gone).isNotEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - start).plusMillis(100))
                    .isGreaterThanOrEqualTo(SHORT);
            assertThat(served).isGreaterThan(1);
        }
    }

    /** It may be gone by then. */
    private static void drip(TcpPeer slow) {
        try {
            slow.send("x");
        } catch (java.io.UncheckedIOException e) {
            assertThat(e).hasMessageMatching(".*(reset|Broken|pipe|abort).*");
        }
    }
}
