package io.aldis.net.udp;

import io.aldis.net.Flusher;
import io.aldis.net.Inbound;
import io.aldis.net.Listen;
import io.aldis.net.PlainText;
import io.aldis.sip.HostPort;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.transaction.Wire;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** One UDP socket. Belongs to its event loop. */
public final class UdpListener implements AutoCloseable {
    private static final int SOCKET_BUFFER = 8 << 20;
    /** Octets that may be queued while the send buffer of the socket is full; above that, datagrams are not sent. */
    private static final int UNSENT = 16 << 20;

    /** Largest payload over IPv4: 65,535 octets less the IP header (20) and the UDP header (8). */
    private static final int LARGEST = 65_507;

    private final Listen listen;
    private final Flusher flusher;
    private final Inbound inbound;
    private final Channel channel;
    private final HostPort sentBy;
    private final ReceiveSlots slots;
    private final SendSlots sending;
    private final Probe probe = new Probe();
    private final ShedController gate = new ShedController(System.nanoTime());
    private final KernelDropFilter sieve;
    private final SocketMemory memory;
    private boolean probed;

    /** A socket that is bound. */
    private record Bound(Listen listen, Channel channel, ReceiveSlots slots) {}

    private UdpListener(Bound bound, Flusher flusher, String advertised, Inbound inbound) {
        this.listen = bound.listen();
        this.channel = bound.channel();
        this.slots = bound.slots();
        this.sending = new SendSlots(channel.alloc());
        this.flusher = flusher;
        this.inbound = inbound;
        this.sieve = new KernelDropFilter(channel);
        this.memory = new SocketMemory(channel);
        this.sentBy = HostPort.of(advertised, ((InetSocketAddress) channel.localAddress()).getPort());
    }

    /**
     * Binds a socket, which reads once it is {@link #start}ed. Waits for it: not for an event loop.
     *
     * @param advertised the host for Via and Record-Route
     */
    public static UdpListener bind(EventLoop loop, Flusher flusher, Listen listen, String advertised, Inbound inbound)
            throws UnknownHostException {
        var receiver = new Receiver(inbound);
        var slots = new ReceiveSlots(Epoll.isAvailable() ? ReceiveSlots.BATCH : 1);
        ChannelFuture bound =
                bootstrap(loop, slots).handler(receiver).bind(listen.address()).syncUninterruptibly();
        var listener = new UdpListener(new Bound(listen, bound.channel(), slots), flusher, advertised, inbound);
        receiver.listener = listener;
        bound.channel().closeFuture().addListener(done -> {
            slots.release();
            listener.sending.release();
        });
        return listener;
    }

    /** Starts to read; what has come since the socket was bound is read first. */
    public void start() {
        channel.config().setAutoRead(true);
    }

    @SuppressWarnings("deprecation") // RCVBUF_ALLOCATOR takes the allocator type that Netty 4.2 still asks for
    private static Bootstrap bootstrap(EventLoop loop, ReceiveSlots slots) {
        var bootstrap = new Bootstrap()
                .group(loop)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(UNSENT / 2, UNSENT))
                .option(ChannelOption.RCVBUF_ALLOCATOR, slots);
        return Epoll.isAvailable()
                ? bootstrap
                        .channel(EpollDatagramChannel.class)
                        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, ReceiveSlots.SLOT)
                : bootstrap.channel(NioDatagramChannel.class);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** How long datagrams wait in the socket before they are read, in nanoseconds; 0 when the last read emptied it. */
    @OnEventLoop
    public long waiting(long now) {
        if (slots.full() || !probed) probe(now);
        return slots.full() ? probe.delay(now) : 0;
    }

    private void probe(long now) {
        if (!probe.isDue(now) || !channel.isWritable()) return;
        probed = true;
        var packet = new DatagramPacket(Unpooled.wrappedBuffer(probe.next(now)), itself());
        channel.write(packet, channel.voidPromise());
        flusher.later(channel);
    }

    private InetSocketAddress itself() {
        InetSocketAddress own = address();
        if (!own.getAddress().isAnyLocalAddress()) return own;
        return new InetSocketAddress(
                own.getAddress() instanceof Inet6Address ? NetUtil.LOCALHOST6 : NetUtil.LOCALHOST4, own.getPort());
    }

    /**
     * Adapts the kernel filter to the pressure, which is the fill of the socket's buffer or {@link #waiting} / {@code longest}, whichever is
     * higher. The filter drops MESSAGE, OPTIONS, SUBSCRIBE and PUBLISH requests. To be called every few milliseconds, on the event loop.
     *
     * @param longest the wait that is too long (pressure 1), in nanoseconds
     */
    public void shed(long now, long longest) {
        if (!sieve.usable() || !gate.due(now)) return;
        double pressure = Math.max(memory.fill(), (double) waiting(now) / longest);
        if (gate.look(now, pressure)) sieve.passes(gate.share());
    }

    /** Whether the kernel filter drops requests now. */
    @OnEventLoop
    public boolean sheds() {
        return sieve.attached();
    }

    Listen listen() {
        return listen;
    }

    public HostPort sentBy() {
        return sentBy;
    }

    /** The pair of this socket and that peer. */
    public UdpFlow flow(InetSocketAddress remote) {
        return new UdpFlow(this, remote);
    }

    void send(byte[] bytes, UdpFlow flow, Wire.Unsent unsent) {
        if (bytes.length > LARGEST) {
            unsent.unsent("UDP carries at most " + LARGEST + " octets, the message has " + bytes.length);
            return;
        }
        if (!channel.isWritable()) {
            unsent.unsent("the send buffer of the socket is full: " + UNSENT + " octets wait");
            return;
        }
        var packet = new DatagramPacket(sending.holding(bytes), flow.remote());
        if (unsent == Wire.Unsent.NOBODY) channel.write(packet, channel.voidPromise());
        else channel.write(packet).addListener(done -> tell(done, flow.remote(), unsent));
        flusher.later(channel);
        inbound.sent(bytes, flow);
    }

    /** Answers a STUN keep-alive of the peer; passes the answer to one of ours to the endpoint. */
    private void heard(byte[] stun, InetSocketAddress from) {
        Stun.answer(stun, from)
                .ifPresentOrElse(
                        answer -> write(answer, from),
                        () -> Stun.pong(stun).ifPresent(pong -> inbound.pong(flow(from), pong)));
    }

    void ping(byte[] id, InetSocketAddress to) {
        write(Stun.request(id), to);
    }

    /** Drops it when the send buffer is full. */
    private void write(byte[] stun, InetSocketAddress to) {
        if (!channel.isWritable()) return;
        channel.write(new DatagramPacket(Unpooled.wrappedBuffer(stun), to), channel.voidPromise());
        flusher.later(channel);
    }

    private static void tell(Future<?> done, InetSocketAddress remote, Wire.Unsent unsent) {
        Throwable cause = done.cause();
        if (cause != null)
            unsent.unsent("UDP to " + NetUtil.toSocketAddressString(remote) + ": " + PlainText.cause(cause));
    }

    /** Closes the socket without waiting: the event loop does it. */
    @Override
    public void close() {
        channel.close();
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
            listener.slots.came();
            ByteBuf content = packet.content();
            byte[] bytes = new byte[content.readableBytes()];
            content.readBytes(bytes);
            if (bytes.length > 0 && Stun.begins(bytes[0])) listener.heard(bytes, packet.sender());
            else if (bytes.length > 0 && bytes[0] == Probe.MARK && listener.probe.came(bytes, System.nanoTime()))
                return;
            else inbound.message(bytes, new UdpFlow(listener, packet.sender()));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // A datagram socket reports an unreachable peer (ICMP) on a later read; transaction timers handle that.
        }
    }
}
