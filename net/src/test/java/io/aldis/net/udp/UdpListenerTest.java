package io.aldis.net.udp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.Flow;
import io.aldis.net.Flusher;
import io.aldis.net.Inbound;
import io.aldis.net.Listen;
import io.aldis.sip.wire.Cut;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.ResourceLeakDetector;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The UDP socket. */
class UdpListenerTest {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();

    private final Inbound inbound = new Inbound() {
        @Override
        public void message(byte[] bytes, Flow flow) {
            heard.add(bytes);
        }

        @Override
        public void sent(byte[] bytes, Flow flow) {}

        @Override
        public void broken(Cut.Broken cut, Flow flow) {}

        @Override
        public void opened(Flow flow) {}

        @Override
        public void closed(Flow flow, String why) {}
    };

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 1, SECONDS).awaitUninterruptibly();
    }

    /** The build runs all tests twice. */
    @Test
    void epollIsUsedOnLinuxUnlessSwitchedOff() {
        boolean linux = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        assertThat(Epoll.isAvailable()).isEqualTo(linux && !Boolean.getBoolean("io.netty.transport.noNative"));
    }

    @Test
    void closedSocketReleasesItsBuffers() throws Exception {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((type, records) -> leaks.add(type + records));
        try (var sender = new DatagramSocket()) {
            for (int i = 0; i < 10; i++) oneDatagram(sender, i);
        }
        assertThat(loop.submit(() -> true).get(20, SECONDS)).isTrue();
        for (int i = 0; i < 3; i++) {
            System.gc();
            PooledByteBufAllocator.DEFAULT.directBuffer(64).release();
        }
        assertThat(leaks).isEmpty();
    }

    private void oneDatagram(DatagramSocket sender, int size) throws Exception {
        var listener = UdpListener.bind(loop, new Flusher(loop), Listen.parse("udp:127.0.0.1:0"), "127.0.0.1", inbound);
        listener.start();
        byte[] octets = "x".repeat(size).getBytes(US_ASCII); // not zeros: that would be STUN
        sender.send(new DatagramPacket(octets, size, listener.address()));
        assertThat(heard.poll(20, SECONDS)).hasSize(size);
        listener.close();
    }
}
