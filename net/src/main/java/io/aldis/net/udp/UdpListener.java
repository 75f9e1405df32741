package io.aldis.net.udp;

import io.aldis.net.Flow;
import io.aldis.net.Flusher;
import io.aldis.net.Inbound;
import io.aldis.sip.HostPort;
import io.aldis.sip.transaction.Wire;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetSocketAddress;

/** One UDP socket. Belongs to its event loop. */
public final class UdpListener implements AutoCloseable {
    private static final int SOCKET_BUFFER = 8 << 20;

    private final Flusher flusher;
    private final Channel channel;
    private final HostPort sentBy;

    private UdpListener(Channel channel, Flusher flusher, String advertised) {
        this.channel = channel;
        this.flusher = flusher;
        this.sentBy = HostPort.of(advertised, ((InetSocketAddress) channel.localAddress()).getPort());
    }

    /**
     * Binds a socket. Waits for it: not for an event loop.
     *
     * @param advertised the host for Via and Record-Route
     */
    public static UdpListener bind(
            EventLoop loop, Flusher flusher, InetSocketAddress address, String advertised, Inbound inbound) {
        var receiver = new Receiver(inbound);
        ChannelFuture bound = bootstrap(loop).handler(receiver).bind(address).syncUninterruptibly();
        var listener = new UdpListener(bound.channel(), flusher, advertised);
        receiver.listener = listener;
        bound.channel().config().setAutoRead(true);
        return listener;
    }

    @SuppressWarnings("deprecation") // RCVBUF_ALLOCATOR takes the allocator type that Netty 4.2 still asks for
    private static Bootstrap bootstrap(EventLoop loop) {
        var bootstrap = new Bootstrap()
                .group(loop)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER);
        if (!Epoll.isAvailable())
            return bootstrap
                    .channel(NioDatagramChannel.class)
                    .option(ChannelOption.RCVBUF_ALLOCATOR, new ReceiveSlots(1));
        return bootstrap
                .channel(EpollDatagramChannel.class)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, ReceiveSlots.SLOT)
                .option(ChannelOption.RCVBUF_ALLOCATOR, new ReceiveSlots(ReceiveSlots.BATCH));
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    public HostPort sentBy() {
        return sentBy;
    }

    /** The pair of this socket and that peer. */
    public Flow flow(InetSocketAddress remote) {
        return new UdpFlow(this, remote);
    }

    void send(byte[] bytes, InetSocketAddress remote, Wire.Unsent unsent) {
        if (bytes.length > ReceiveSlots.SLOT - 28) {
            unsent.unsent("UDP carries at most 65507 octets, the message has " + bytes.length);
            return;
        }
        ByteBuf buffer = channel.alloc().directBuffer(bytes.length).writeBytes(bytes);
        channel.write(new DatagramPacket(buffer, remote), channel.voidPromise());
        flusher.later(channel);
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }

    private static final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Inbound inbound;
        private UdpListener listener;

        @SuppressWarnings("NullAway.Init") // set before the first read
        Receiver(Inbound inbound) {
            this.inbound = inbound;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            ByteBuf content = packet.content();
            byte[] bytes = new byte[content.readableBytes()];
            content.readBytes(bytes);
            inbound.message(bytes, new UdpFlow(listener, packet.sender()));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // A datagram socket tells late of a peer that is not there (ICMP); the transaction's timers deal with that.
        }
    }
}
