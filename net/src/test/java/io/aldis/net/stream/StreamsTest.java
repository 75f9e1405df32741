package io.aldis.net.stream;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.net.Flow;
import io.aldis.net.Flusher;
import io.aldis.net.Inbound;
import io.aldis.net.Listen;
import io.aldis.net.NetSettings;
import io.aldis.sip.HostPort;
import io.aldis.sip.transaction.TimerWheel;
import io.aldis.sip.wire.Cut;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Closed connections leave no state. */
class StreamsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final TimerWheel wheel = new TimerWheel(System.nanoTime());
    private final Counting counting = new Counting();
    private final Streams streams = new Streams(new Flusher(loop), wheel, NetSettings.DEFAULT, counting);
    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

    /** Answers every message with its own bytes. */
    private static final class Counting implements Inbound {
        @Override
        public void sent(byte[] bytes, Flow flow) {}

        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();

        @Override
        public void message(byte[] bytes, Flow flow) {
            flow.send(bytes, why -> {});
        }

        @Override
        public void broken(Cut.Broken cut, Flow flow) {}

        @Override
        public void opened(Flow flow) {
            opened.incrementAndGet();
        }

        @Override
        public void closed(Flow flow, String why) {
            closed.incrementAndGet();
        }
    }

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 1, SECONDS).awaitUninterruptibly();
    }

    private int onLoop(Callable<Integer> work) throws Exception {
        return loop.submit(work).get(20, SECONDS);
    }

    private void awaitNothingLeft(int made) {
        await().atMost(LONG).untilAsserted(() -> assertThat(counting.closed).hasValue(made));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(onLoop(streams::live)).isZero());
    }

    @Test
    void thousandClosedConnectionsLeaveNoState() throws Exception {
        ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + records));
        InetSocketAddress here = streams.listen(Listen.parse("tcp:127.0.0.1:0"), "127.0.0.1", Optional.empty());
        streams.start();
        var open = new ArrayDeque<Socket>();
        for (int i = 0; i < 1000; i++) {
            var socket = new Socket(here.getAddress(), here.getPort());
            open.add(socket);
            socket.getOutputStream().write("OPTIONS x SIP/2.0\r\n\r\nunfinished".getBytes("US-ASCII"));
            assertThat(socket.getInputStream().readNBytes(21)).hasSize(21);
            if (i % 3 == 0) socket.setSoLinger(true, 0);
            if (open.size() > 100) open.remove().close();
        }
        assertThat(onLoop(streams::count)).isGreaterThanOrEqualTo(100);
        assertThat(onLoop(streams::addresses)).isEqualTo(1);
        while (!open.isEmpty()) open.remove().close();
        awaitNothingLeft(1000);
        assertThat(counting.opened).hasValue(1000);
        assertThat(onLoop(streams::count)).isZero();
        assertThat(onLoop(streams::addresses)).isZero();
        assertThat(onLoop(wheel::waiting)).isZero();
        assertNoLeaks();
    }

    /** Lost buffers are reported when others are made after the collector has found them. */
    private void assertNoLeaks() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            io.netty.buffer.PooledByteBufAllocator.DEFAULT.directBuffer(64).release();
        }
        assertThat(leaks).isEmpty();
    }

    @Test
    void refusedConnectionsLeaveNoState() throws Exception {
        InetSocketAddress here = streams.listen(Listen.parse("tcp:127.0.0.1:0"), "127.0.0.1", Optional.empty());
        streams.start();
        streams.close();
        var refused = new CompletableFuture<String>();
        onLoop(() -> {
            streams.connect(here, HostPort.of("127.0.0.1", 1)).send(new byte[1], refused::complete);
            return 0;
        });
        assertThat(refused.get(20, SECONDS)).startsWith("no connection to tcp:127.0.0.1:");
        awaitNothingLeft(1);
        assertThat(onLoop(streams::count)).isZero();
    }

    /** Who connects to a free port that his own socket is given for a source meets himself; TCP calls that a connection. */
    @Test
    void connectionToItselfIsRefused() throws Exception {
        InetSocketAddress nobody;
        try (var free = new Socket()) {
            free.bind(new InetSocketAddress("127.0.0.1", 0));
            nobody = new InetSocketAddress("127.0.0.1", free.getLocalPort() & ~1); // Linux connects from even ports
        }
        int attempts = 60_000;
        String why = "";
        while (!why.contains("connected to itself") && attempts-- > 0) why = refusal(nobody);
        assertThat(why).contains("connected to itself");
        assertThat(counting.opened).hasValue(0);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(onLoop(streams::live)).isZero());
    }

    private String refusal(InetSocketAddress peer) throws Exception {
        var refused = new CompletableFuture<String>();
        loop.execute(() -> streams.connect(peer, HostPort.of("127.0.0.1", 1)).send(new byte[1], refused::complete));
        return refused.get(20, SECONDS);
    }
}
