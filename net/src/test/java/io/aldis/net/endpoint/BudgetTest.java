package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.octets;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.net.Flow;
import io.aldis.net.NetSettings;
import io.aldis.net.TestAuthority;
import io.aldis.net.TestTls;
import io.aldis.sip.Transport;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The total memory budget of many connections, each below its own limit. */
class BudgetTest {
    private static final int MIB = 1 << 20;
    private static final String PART =
            "MESSAGE sip:bob@example.org SIP/2.0\r\nContent-Length: 200000\r\n\r\n" + "x".repeat(100_000);

    private final List<AutoCloseable> open = new ArrayList<>();
    private Station station = Station.on("udp:127.0.0.1:0");

    @TempDir
    private Path folder;

    private final TestAuthority authority = new TestAuthority("authority");

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) each.close();
        station.close();
    }

    private void station(String listen, int held) {
        var net = NetSettings.DEFAULT
                .with(NetSettings::connect)
                .of(Duration.ofMinutes(1))
                .with(NetSettings::held)
                .of((long) held);
        station.close();
        station = Station.with(Station.settings(listen)
                .with(EndpointSettings::net)
                .of(net)
                .with(EndpointSettings::tls)
                .of(Optional.of(authority.server(folder))));
    }

    private <T extends AutoCloseable> T keep(Supplier<T> opening) {
        T opened = opening.get();
        open.add(opened);
        return opened;
    }

    private TcpPeer peer() {
        return keep(() -> TcpPeer.to(station.address()));
    }

    private static void assertServed(TcpPeer peer, String branch) {
        peer.send(message("TCP x;branch=z9hG4bK" + branch, ""));
        assertThat(startLine(peer.message())).isEqualTo("SIP/2.0 200 OK");
    }

    private Flow flowOf(TcpPeer peer, String branch) {
        assertServed(peer, branch);
        return next(station.flows);
    }

    /** Fills what the kernel takes, and more. */
    private void pour(Flow flow, int octets, AtomicInteger unsent) {
        byte[] large = octets(message("TCP x;branch=z9hG4bKlarge", "x".repeat(60_000)));
        station.endpoint.execute(() -> {
            for (int sent = 0; sent < octets; sent += large.length) flow.send(large, why -> unsent.incrementAndGet());
        });
    }

    @Test
    void worstPeersThatNeverReadAreClosed() {
        station("tcp:127.0.0.1:0", 20 * MIB);
        TcpPeer good = peer();
        Flow toGood = flowOf(good, "good");
        var unsent = new AtomicInteger();
        List<Flow> bad = new ArrayList<>();
        for (int i = 0; i < 30; i++) bad.add(flowOf(peer(), "bad" + i));
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            for (Flow each : bad) pour(each, 2 * MIB, unsent); // the kernel has some of it
            return bad.stream().filter(Flow::open).count() < 15;
        });
        assertThat(next(station.gone).open()).isFalse();
        assertThat(unsent).hasPositiveValue();
        assertServed(good, "again");
        assertThat(station.onLoop(toGood::open)).isTrue();
    }

    @Test
    void slowReaderIsNotClosed() {
        station("tcp:127.0.0.1:0", 8 * MIB);
        TcpPeer late = peer();
        Flow flow = flowOf(late, "late");
        var unsent = new AtomicInteger();
        for (int round = 0; round < 20; round++) {
            pour(flow, 2 * MIB, unsent);
            for (int i = 0; i < 2 * MIB / 60_000 + 1; i++)
                assertThat(startLine(late.message())).startsWith("MESSAGE ");
        }
        assertThat(unsent).hasValue(0);
        assertThat(station.onLoop(flow::open)).isTrue();
    }

    @Test
    void worstPeersWithIncompleteMessagesAreClosed() {
        station("tcp:127.0.0.1:0", 4 * MIB);
        TcpPeer good = peer();
        assertServed(good, "good");
        for (int i = 0; i < 60; i++) ignoringTheEnd(peer(), octets(PART));
        next(station.gone);
        assertServed(good, "again");
        assertThat(station.gone.size()).isLessThan(50);
    }

    private static void ignoringTheEnd(TcpPeer peer, byte... bytes) {
        try {
            peer.send(bytes);
        } catch (UncheckedIOException closed) {
            assertThat(closed).isNotNull(); // before it had said all
        }
    }

    @Test
    void incompleteWebSocketFramesCountTowardsTheBudget() {
        station("ws:127.0.0.1:0", 4 * MIB);
        var good = keep(() -> WebPeer.open(station.address()));
        byte[] head = WebPeer.head(WebPeer.TEXT, true, 200_000, true);
        for (int i = 0; i < 60; i++) {
            var peer = keep(() -> WebPeer.open(station.address()));
            try {
                peer.raw(head);
                peer.raw(octets(PART));
            } catch (UncheckedIOException closed) {
                break;
            }
        }
        next(station.gone);
        good.text(message("WS x;branch=z9hG4bKgood", ""));
        assertThat(startLine(good.next(WebPeer.TEXT).text())).isEqualTo("SIP/2.0 200 OK");
    }

    /** The loop is busy with us: nothing comes up meanwhile. */
    @Test
    void bytesForAPendingConnectionAreRefusedBeyondTheBudget() {
        station("tcp:127.0.0.1:0", MIB);
        var unsent = new LinkedBlockingQueue<String>();
        byte[] large = octets(message("TCP x;branch=z9hG4bKlarge", "x".repeat(60_000)));
        station.onLoop(() -> {
            Flow flow = station.endpoint
                    .flow(Transport.TCP, new InetSocketAddress("127.0.0.1", 9))
                    .orElseThrow();
            for (int i = 0; i < 20; i++) flow.send(large, unsent::add);
            return flow;
        });
        assertThat(next(unsent)).isEqualTo("the connection is not up yet and there is no room to wait for it");
    }

    @Test
    void stalledHandshakesDoNotBlockANewOne() {
        station("tls:127.0.0.1:0", 64 * MIB);
        byte[] hello = {22, 3, 1, 0, (byte) 200, 1, 0, 0, (byte) 196, 3, 3};
        for (int i = 0; i < 400; i++) {
            TcpPeer stalled = peer();
            if (i % 2 == 0) stalled.send(hello);
        }
        try (var good = TcpPeer.over(TestTls.connect(station.address(), authority.file(folder)))) {
            good.send(message("TLS x;branch=z9hG4bKgood", ""));
            assertThat(startLine(good.message())).isEqualTo("SIP/2.0 200 OK");
        }
        assertThat(station.gone).as("only himself").hasSizeLessThan(2);
    }

    /** Of the 16 KiB that a record may have, so many have come. */
    private static final byte[] RECORD = new byte[16_000];

    private static byte[] record(int type) {
        byte[] part = RECORD.clone();
        byte[] head = {(byte) type, 3, 3, 0x3f, (byte) 0xff};
        System.arraycopy(head, 0, part, 0, head.length);
        return part;
    }

    private void assertSomeAreClosedAndTheOthersServed(TcpPeer good) {
        assertThat(next(station.gone).open()).isFalse();
        good.send(message("TLS x;branch=z9hG4bKafter", ""));
        assertThat(startLine(good.message())).isEqualTo("SIP/2.0 200 OK");
    }

    private TcpPeer secured() {
        return keep(() -> TcpPeer.over(TestTls.connect(station.address(), authority.file(folder))));
    }

    @Test
    void incompleteHandshakeCountsTowardsTheBudget() {
        station("tls:127.0.0.1:0", MIB / 2);
        TcpPeer good = secured();
        for (int i = 0; i < 60; i++) ignoringTheEnd(peer(), record(22));
        assertSomeAreClosedAndTheOthersServed(good);
    }

    /** The engine keeps the pieces where nobody sees them. */
    @Test
    void handshakeInManyPiecesCountsTowardsTheBudget() {
        station("tls:127.0.0.1:0", MIB / 2);
        TcpPeer good = secured();
        byte[] piece = new byte[1005];
        System.arraycopy(new byte[] {22, 3, 1, 3, (byte) 0xe8}, 0, piece, 0, 5);
        byte[] first = piece.clone();
        System.arraycopy(new byte[] {1, 0, 0x75, 0x30}, 0, first, 5, 4);
        for (int i = 0; i < 60; i++) {
            TcpPeer peer = peer();
            ignoringTheEnd(peer, first);
            for (int more = 0; more < 15; more++) ignoringTheEnd(peer, piece);
        }
        assertSomeAreClosedAndTheOthersServed(good);
    }

    @Test
    void incompleteTlsRecordCountsTowardsTheBudget() {
        station("tls:127.0.0.1:0", MIB / 2);
        TcpPeer good = secured();
        Path trust = authority.file(folder);
        for (int i = 0; i < 60; i++) {
            TcpPeer below = peer();
            TestTls.connectOver(below.socket, trust);
            ignoringTheEnd(below, record(23));
        }
        assertSomeAreClosedAndTheOthersServed(good);
    }

    /** Longer ones than it likes, one after the other, leave nothing behind. */
    @Test
    void completeTlsRecordsHoldNoMemory() {
        station("tls:127.0.0.1:0", MIB / 2);
        TcpPeer good = secured();
        for (int i = 0; i < 60; i++) {
            good.send(message("TLS x;branch=z9hG4bKlong" + i, "x".repeat(15_900)));
            assertThat(startLine(good.message())).isEqualTo("SIP/2.0 200 OK");
        }
        assertThat(station.gone).isEmpty();
    }

    @Test
    void incompleteWebSocketRequestCountsTowardsTheBudget() {
        station("ws:127.0.0.1:0", MIB / 2);
        var good = keep(() -> WebPeer.open(station.address()));
        String part = WebPeer.HANDSHAKE + ("X: " + "x".repeat(3_000) + "\n").repeat(5) + "X: ";
        for (int i = 0; i < 60; i++) ignoringTheEnd(peer(), octets(part.replace("\n", "\r\n")));
        next(station.gone);
        good.text(message("WS x;branch=z9hG4bKgood", ""));
        assertThat(startLine(good.next(WebPeer.TEXT).text())).isEqualTo("SIP/2.0 200 OK");
    }

    @Test
    void openWebSocketHoldsNoMemoryOfItsHandshake() {
        station("ws:127.0.0.1:0", MIB / 2);
        byte[] more = octets(WebPeer.HANDSHAKE.replace("\n", "\r\n") + ("X: " + "x".repeat(3_000) + "\r\n").repeat(5));
        var good = keep(() -> WebPeer.open(station.address()));
        for (int i = 0; i < 60; i++) {
            var peer = keep(() -> WebPeer.to(station.address()));
            peer.raw(more);
            good.text(message("WS x;branch=z9hG4bKgood" + i, "")); // meanwhile that is read
            assertThat(startLine(good.next(WebPeer.TEXT).text())).isEqualTo("SIP/2.0 200 OK");
            peer.raw(octets("\r\n"));
            assertThat(peer.head()).startsWith("HTTP/1.1 101 ");
        }
        assertThat(station.gone).isEmpty();
    }
}
