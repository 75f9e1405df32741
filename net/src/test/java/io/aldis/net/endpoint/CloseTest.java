package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing an endpoint. */
@Timeout(90)
class CloseTest {
    /** Far less than whoever holds it up would take. */
    private static final Duration ENOUGH = Duration.ofSeconds(20);

    @Test
    void closeFreesThePorts() {
        for (int i = 0; i < 5; i++) {
            var station = Station.on("udp:127.0.0.1:0", "tcp:127.0.0.1:0");
            String udp = station.bound(0).toString();
            String tcp = station.bound(1).toString();
            station.close();
            Station.on(udp, tcp).close();
        }
    }

    @Test
    @Tag("5923-8.3-01")
    void closeEndsConnectionsAndFailsPendingRequests() {
        var station = Station.on("tcp:127.0.0.1:0");
        try (var peer = TcpPeer.to(station.address())) {
            peer.send(message("TCP x;branch=z9hG4bKin", ""));
            peer.message();
            var flow = next(station.flows);
            var asked = station.ask(flow, "z9hG4bKout");
            peer.message();
            station.close();
            assertThat(asked.outcome()).isEqualTo("UNSENT: the endpoint is closed");
            assertThat(peer.untilEnd()).isEmpty();
            assertThat(next(station.gone)).isSameAs(flow);
        }
    }

    @Test
    void closeDoesNotWaitForAPeerThatDoesNotRead() {
        var station = Station.on("tcp:127.0.0.1:0");
        try (var peer = TcpPeer.to(station.address())) {
            peer.send(message("TCP x;branch=z9hG4bKin", ""));
            var flow = next(station.flows);
            station.onLoop(() -> {
                for (int i = 0; i < 100; i++) flow.send(new byte[1 << 20], why -> {});
                return flow;
            });
            assertThat(took(station::close)).isLessThan(ENOUGH);
        }
    }

    @Test
    void closeDoesNotWaitForAHangingUser() throws InterruptedException {
        var station = Station.on("udp:127.0.0.1:0");
        var hanging = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        station.endpoint.execute(() -> {
            hanging.countDown();
            awaiting(release);
        });
        assertThat(hanging.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(took(station::close)).isLessThan(ENOUGH);
        release.countDown();
    }

    private static void awaiting(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Duration took(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void endpointMayBeClosedTwice() {
        var station = Station.on("udp:127.0.0.1:0");
        station.close();
        station.close();
    }

    @Test
    void endpointMayBeClosedFromItsEventLoop() {
        var station = Station.on("udp:127.0.0.1:0", "tcp:127.0.0.1:0");
        var took = station.onLoop(() -> took(station::close));
        assertThat(took).as("without waiting for itself").isLessThan(Duration.ofMillis(2400));
    }
}
