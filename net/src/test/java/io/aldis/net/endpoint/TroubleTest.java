package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Texts.header;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.aldis.net.Flow;
import io.aldis.net.Trace;
import io.aldis.sip.SipResponse;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.ClientTransaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Malformed packets are not logged; a failing user is logged once in a while. */
class TroubleTest {
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Station station = Station.on("udp:127.0.0.1:0", "tcp:127.0.0.1:0");
    private final UdpPeer peer = new UdpPeer();

    @BeforeEach
    void listen() {
        log.list = new CopyOnWriteArrayList<>(); // another thread writes
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void close() {
        peer.close();
        station.close();
        root.detachAppender(log);
    }

    private List<String> logged() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void malformedPacketsAreNotLogged() {
        byte[] bad = message("UDP x;branch=z9hG4bKbad", "").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 1000; i++) {
            bad[i % bad.length] = (byte) (i % 7);
            peer.send(bad, station.address());
        }
        for (int i = 0; i < 20; i++) {
            try (var connection = TcpPeer.to(station.bound(1).address())) {
                connection.send("x".repeat(3000) + "\r\n\r\n" + "MESSAGE x SIP/2.0\r\nContent-Length: many\r\n\r\n");
                assertThat(connection.untilEnd()).isEmpty();
            }
        }
        assertThat(logged()).isEmpty();
        await().atMost(Duration.ofSeconds(20)).until(() -> station.malformed.get() > 40);
    }

    @Test
    @Tag("3261-21.5.1-01")
    void failingUserIsLoggedOnceAndRequestsGet500() {
        var failing = SipEndpoint.open(Station.settings("udp:127.0.0.1:0"), opening -> new FailingUser());
        try {
            for (int i = 0; i < 30; i++) {
                peer.send(
                        message("UDP " + peer.sentBy() + ";branch=z9hG4bK" + i, ""),
                        failing.bound().getFirst().address());
                String answer = peer.receive();
                assertThat(startLine(answer)).startsWith("SIP/2.0 500 ");
                assertThat(header(answer, "To")).contains(";tag=");
            }
            assertThat(logged()).hasSize(1);
            assertThat(logged().getFirst()).startsWith("internal error while handling a request from udp:127.0.0.1:");
        } finally {
            failing.close();
        }
    }

    @Test
    void failingAlarmDoesNotStopTheTimerWheel() throws InterruptedException {
        var rang = new CountDownLatch(1);
        station.endpoint.execute(() -> {
            station.endpoint
                    .wheel()
                    .set(
                            alarm(() -> {
                                throw new IllegalStateException("on purpose");
                            }),
                            0);
            station.endpoint.wheel().set(alarm(rang::countDown), TimeUnit.MILLISECONDS.toNanos(100));
        });
        assertThat(rang.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(logged()).hasSize(1);
    }

    @Test
    void closedConnectionIsReportedDespiteAFailingSendCallback() {
        try (var connection = TcpPeer.to(station.bound(1).address())) {
            connection.send(message("TCP x;branch=z9hG4bKin", ""));
            connection.message();
            Flow flow = Station.next(station.flows);
            byte[] request = Texts.octets(message("TCP " + flow.sentBy() + ";branch=z9hG4bKout", ""));
            station.onLoop(
                    () -> station.endpoint.transactions().send(request, "z9hG4bKout", flow, new FailingSender()));
            connection.message();
            connection.hangUp();
            assertThat(Station.next(station.gone)).isSameAs(flow);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> logged().size() == 1);
    }

    private static final class FailingSender implements ClientTransaction.User<Flow> {
        @Override
        public void response(ClientTransaction<Flow> transaction, SipResponse response) {}

        @Override
        public void failed(ClientTransaction<Flow> transaction, ClientTransaction.Failure failure, String why) {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void failingTraceLosesNoMessage() {
        var failing = new Trace() {
            @Override
            public void received(byte[] bytes, Flow flow) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void sent(byte[] bytes, Flow flow) {
                throw new IllegalStateException("on purpose");
            }
        };
        try (var traced = Station.with(Station.settings("udp:127.0.0.1:0")
                .with(EndpointSettings::trace)
                .of(Optional.of(failing)))) {
            peer.send(message("UDP " + peer.sentBy() + ";branch=z9hG4bKtraced", ""), traced.address());
            assertThat(startLine(peer.receive())).isEqualTo("SIP/2.0 200 OK");
            assertThat(logged()).hasSize(1);
        }
    }

    private static Alarm alarm(Runnable work) {
        return new Alarm() {
            @Override
            protected void rang() {
                work.run();
            }
        };
    }
}
