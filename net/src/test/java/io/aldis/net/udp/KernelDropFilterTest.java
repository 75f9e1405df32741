package io.aldis.net.udp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel filter with a real socket. */
class KernelDropFilterTest {
    private static final String END = "BYE sip:end SIP/2.0";

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private EventLoopGroup group;
    private Channel channel;
    private KernelDropFilter sieve;
    private DatagramSocket sender;

    private final class Ear extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            heard.add(packet.content().toString(UTF_8));
        }
    }

    @BeforeEach
    void open() throws Exception {
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        channel = new Bootstrap()
                .group(group)
                .channel(EpollDatagramChannel.class)
                .handler(new Ear())
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        sieve = new KernelDropFilter(channel);
        sender = new DatagramSocket();
    }

    @AfterEach
    void close() {
        if (sender != null) sender.close();
        if (group != null) group.shutdownGracefully(0, 1, SECONDS).awaitUninterruptibly();
    }

    private void sends(String text) throws Exception {
        byte[] bytes = text.getBytes(UTF_8);
        sender.send(new java.net.DatagramPacket(bytes, bytes.length, (InetSocketAddress) channel.localAddress()));
    }

    private String hears() throws Exception {
        return String.valueOf(heard.poll(20, SECONDS));
    }

    @Test
    void newRequestsAreDroppedAndAllElsePasses() throws Exception {
        sieve.passes(0);
        String[] others = {"REGISTER sip:b SIP/2.0", "SIP/2.0 200 OK", "ACK sip:b SIP/2.0", "\r\n\r\n", "M", END};
        for (String each : List.of("MESSAGE", "OPTIONS", "SUBSCRIBE", "PUBLISH")) sends(each + " sip:b SIP/2.0");
        for (String each : others) sends(each);
        for (String each : others) assertThat(hears()).isEqualTo(each);
        assertThat(sieve.attached()).isTrue();
    }

    @Test
    void shareOfTheNewRequestsPasses() throws Exception {
        sieve.passes(0.5);
        for (int i = 0; i < 200; i++) sends("MESSAGE sip:b SIP/2.0");
        sends(END);
        int passed = 0;
        while (!hears().equals(END)) passed++;
        assertThat(passed).isBetween(50, 150);
    }

    @Test
    void filterIsDetachedWhenAllMayPass() throws Exception {
        sieve.passes(0);
        sieve.passes(1);
        assertThat(sieve.attached()).isFalse();
        for (int i = 0; i < 20; i++) sends("MESSAGE sip:b SIP/2.0");
        sends(END);
        for (int i = 0; i < 20; i++) assertThat(hears()).startsWith("MESSAGE");
        assertThat(hears()).isEqualTo(END);
    }
}
