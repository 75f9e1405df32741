package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.NetSettings;
import io.aldis.sip.Transport;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Deadlines for messages and idle connections. */
class DeadlineTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    /** For whoever has something to say, on a machine that has something else to do as well. */
    private static final Duration WORD = Duration.ofSeconds(2);

    private static final Duration LONG = Duration.ofHours(1);

    private Station station = Station.on("udp:127.0.0.1:0");

    private TcpPeer peer(Duration partial, Duration idle) {
        station.close();
        station = Station.with(Station.settings("tcp:127.0.0.1:0")
                .with(EndpointSettings::net)
                .of(OutgoingTest.net(4 << 20, 10, partial, idle)));
        return TcpPeer.to(station.address());
    }

    @AfterEach
    void close() {
        station.close();
    }

    /** The wheel may be behind by a few ticks when a deadline is set. */
    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start).plusMillis(100);
    }

    @Test
    void incompleteMessageClosesTheConnectionAtItsDeadline() {
        try (TcpPeer peer = peer(SHORT, LONG)) {
            long start = System.nanoTime();
            peer.send("MESSAGE sip:bob@example.org SIP/2.0\r\nVia: ");
            assertThat(peer.untilEnd()).isEmpty();
            assertThat(since(start)).isGreaterThanOrEqualTo(SHORT);
            assertThat(next(station.gone).open()).isFalse();
        }
    }

    @Test
    void incompleteBodyClosesTheConnectionAtItsDeadline() {
        try (TcpPeer peer = peer(SHORT, LONG)) {
            String whole = message("TCP x;branch=z9hG4bKbody", "hello");
            peer.send(message("TCP x;branch=z9hG4bKfirst", "hello") + whole.substring(0, whole.length() - 1));
            assertThat(startLine(peer.message())).isEqualTo("SIP/2.0 200 OK");
            assertThat(peer.untilEnd()).isEmpty();
        }
    }

    @Test
    void incompleteFrameClosesTheConnectionAtItsDeadline() {
        station.close();
        station = Station.with(Station.settings("ws:127.0.0.1:0")
                .with(EndpointSettings::net)
                .of(OutgoingTest.net(4 << 20, 10, SHORT, LONG)));
        try (WebPeer peer = WebPeer.open(station.address())) {
            peer.raw(WebPeer.head(WebPeer.TEXT, true, 1000, true));
            peer.raw(Texts.octets("MESSAGE sip:bob@example.org SIP/2.0"));
            assertThat(peer.next().opcode()).isEqualTo(WebPeer.CLOSE);
            assertThat(next(station.gone).open()).isFalse();
        }
    }

    @Test
    void lineEndsBetweenMessagesAreNoIncompleteMessage() {
        try (TcpPeer peer = peer(SHORT, Duration.ofMillis(1200))) {
            long start = System.nanoTime();
            peer.send("\r\n");
            assertThat(peer.untilEnd()).isEmpty();
            assertThat(since(start)).isGreaterThanOrEqualTo(Duration.ofMillis(1200));
        }
    }

    @Test
    void silentConnectionIsClosed() {
        try (TcpPeer peer = peer(LONG, SHORT)) {
            assertThat(peer.untilEnd()).isEmpty();
        }
    }

    @Test
    void newConnectionMustSendAMessageAndPingsAreNone() {
        station.close();
        NetSettings usual = NetSettings.DEFAULT;
        station = Station.with(Station.settings("tcp:127.0.0.1:0")
                .with(EndpointSettings::net)
                .of(new NetSettings(
                        usual.limits(), usual.connect(), LONG, WORD, LONG, 10, 10, usual.unread(), usual.held())));
        try (TcpPeer speaks = TcpPeer.to(station.address());
                TcpPeer pings = TcpPeer.to(station.address())) {
            speaks.send(message("TCP x;branch=z9hG4bKfirst", "hello"));
            assertThat(startLine(speaks.message())).isEqualTo("SIP/2.0 200 OK");
            pings.send("\r\n\r\n");
            assertThat(pings.untilEnd()).isEqualTo("\r\n");
            speaks.send(message("TCP x;branch=z9hG4bKsecond", "hello"));
            assertThat(startLine(speaks.message())).isEqualTo("SIP/2.0 200 OK");
        }
    }

    @Test
    void pingsKeepTheConnectionOpen() {
        Duration idle = Duration.ofMillis(2500);
        try (TcpPeer peer = peer(LONG, idle)) {
            long start = System.nanoTime();
            while (since(start).compareTo(idle.multipliedBy(2)) < 0) {
                peer.send("\r\n\r\n");
                assertThat(peer.octets(2)).isEqualTo("\r\n");
            }
            assertThat(station.gone).isEmpty();
        }
    }

    @Test
    void pendingRequestFailsWhenItsConnectionIsClosedAsIdle() {
        try (TcpPeer peer = peer(LONG, SHORT)) {
            peer.send(message("TCP x;branch=z9hG4bKin", ""));
            var flow = next(station.flows);
            assertThat(flow.transport()).isEqualTo(Transport.TCP);
            assertThat(station.ask(flow, "z9hG4bKout").outcome()).isEqualTo("UNSENT: silent for 300 ms");
        }
    }

    /** RFC 3261 §18: at least 64·T1 after the last message. By default it is hours; a connection is never closed before its time. */
    @Test
    @Tag("3261-18-02")
    void connectionStaysOpenForAtLeast64T1AfterItsLastMessage() {
        assertThat(NetSettings.DEFAULT.idle()).isGreaterThanOrEqualTo(Duration.ofSeconds(32));
        Duration idle = Duration.ofMillis(1500);
        try (TcpPeer peer = peer(LONG, idle)) {
            long last = System.nanoTime(); // before it comes: a busy machine reads the answer late
            peer.send(message("TCP x;branch=z9hG4bKlast", "hello"));
            assertThat(startLine(peer.message())).isEqualTo("SIP/2.0 200 OK");
            assertThat(peer.untilEnd()).isEmpty();
            assertThat(since(last)).isGreaterThanOrEqualTo(idle);
        }
    }
}
