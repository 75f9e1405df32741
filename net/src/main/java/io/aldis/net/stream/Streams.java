package io.aldis.net.stream;

import io.aldis.net.Carrier;
import io.aldis.net.Flow;
import io.aldis.net.Flusher;
import io.aldis.net.Inbound;
import io.aldis.net.Listen;
import io.aldis.net.NetSettings;
import io.aldis.net.PlainText;
import io.aldis.sip.HostPort;
import io.aldis.sip.Transport;
import io.aldis.sip.transaction.TimerWheel;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The TCP and TLS connections of one endpoint, accepted and made, with or without a {@link Carrier}. They are found by their peer, so that one
 * connection serves both directions (RFC 3261 §18, RFC 5923). Belongs to its event loop, except for {@link #listen}.
 */
public final class Streams implements AutoCloseable {
    /** Most octets of one read from a connection. */
    private static final int TURN = 16 * 1024;

    private final EventLoop loop;
    private final NetSettings settings;
    private final ConnectionContext context;
    private final Optional<TlsContext> tls;
    private final List<Channel> listeners = new ArrayList<>();
    private final Set<StreamFlow> flows = new HashSet<>();
    private final Map<StreamFlow.Peer, StreamFlow> byPeer = new HashMap<>();
    private final Aliases aliases = new Aliases();
    private final Map<InetAddress, Integer> accepted = new HashMap<>();
    private long made;
    private int live;

    /** Without TLS. */
    public Streams(Flusher flusher, TimerWheel wheel, NetSettings settings, Inbound inbound) {
        this(flusher, wheel, settings, inbound, Optional.empty());
    }

    public Streams(Flusher flusher, TimerWheel wheel, NetSettings settings, Inbound inbound, Optional<TlsContext> tls) {
        this.tls = tls;
        this.loop = flusher.loop();
        this.settings = settings;
        this.context = new ConnectionContext(flusher, wheel, settings, inbound, owner());
    }

    /**
     * Listens; connections are accepted once it is {@link #start}ed. Waits for the socket: not for an event loop.
     *
     * @param advertised the host for Via and Record-Route
     * @param carrier for a transport that carries SIP in another protocol
     * @return the address that was bound
     * @throws IOException when there is no such address, or over TLS no certificate to show
     */
    public InetSocketAddress listen(Listen listen, String advertised, Optional<Carrier> carrier) throws IOException {
        Optional<TlsContext> secure = listen.transport().secure() ? Optional.of(ours()) : Optional.empty();
        return listen(listen.address(), new Accepting(listen, advertised, secure, carrier));
    }

    /** Starts to accept connections; those that have come since the sockets were bound are accepted first. */
    public void start() {
        for (Channel each : listeners) each.config().setAutoRead(true);
    }

    private TlsContext ours() throws IOException {
        return tls.filter(TlsContext::hasCertificate)
                .orElseThrow(() ->
                        new IOException("expected a certificate and its key (tls.cert, tls.key) but there is none"));
    }

    private InetSocketAddress listen(InetSocketAddress address, Accepting accepting) {
        var bootstrap = new ServerBootstrap()
                .group(loop, loop)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, turns())
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                .childHandler(accepting);
        Channel channel = bootstrap.bind(address).syncUninterruptibly().channel();
        listeners.add(channel);
        return (InetSocketAddress) channel.localAddress();
    }

    /** One read per round of the event loop, of at most {@link #TURN} octets, so that a peer that sends without end delays others little. */
    private static RecvByteBufAllocator turns() {
        return new AdaptiveRecvByteBufAllocator(64, 2048, TURN).maxMessagesPerRead(1);
    }

    private WriteBufferWaterMark waterMark() {
        return new WriteBufferWaterMark(settings.unread() / 2, settings.unread());
    }

    private final class Accepting extends ChannelInitializer<Channel> {
        private final Listen listen;
        private final String advertised;
        private final Optional<TlsContext> tls;
        private final Optional<Carrier> carrier;

        Accepting(Listen listen, String advertised, Optional<TlsContext> tls, Optional<Carrier> carrier) {
            this.listen = listen;
            this.advertised = advertised;
            this.tls = tls;
            this.carrier = carrier;
        }

        @Override
        protected void initChannel(Channel channel) {
            var remote = (InetSocketAddress) channel.remoteAddress();
            var local = (InetSocketAddress) channel.localAddress();
            if (remote == null || local == null || !admitted(remote.getAddress())) {
                channel.close();
                return;
            }
            channel.closeFuture().addListener(done -> released(remote.getAddress()));
            var peer = new StreamFlow.Peer(listen.transport(), remote, "");
            StreamFlow flow =
                    flow(peer, HostPort.of(advertised, local.getPort())).cameIn(listen);
            tls.ifPresent(secure -> secure(
                    channel,
                    secure.incoming(flow, channel.alloc(), listen, settings.connect()),
                    flow,
                    settings.connect()));
            carrier.ifPresent(it -> it.install(channel.pipeline(), flow::dismissed));
            channel.pipeline().addLast(flow);
        }
    }

    private boolean admitted(InetAddress address) {
        int ofThisAddress = accepted.getOrDefault(address, 0);
        if (live >= settings.connections() || ofThisAddress >= settings.connectionsPerAddress()) return false;
        accepted.put(address, ofThisAddress + 1);
        live++;
        return true;
    }

    private void released(InetAddress address) {
        live--;
        accepted.computeIfPresent(address, (same, count) -> count > 1 ? count - 1 : null);
    }

    private StreamFlow flow(StreamFlow.Peer peer, HostPort sentBy) {
        String id = peer.transport().parameter() + '-' + Long.toString(++made, 36);
        var flow = new StreamFlow(peer, sentBy, id, context);
        flows.add(flow);
        byPeer.put(peer, flow);
        return flow;
    }

    private ConnectionContext.Owner owner() {
        return new ConnectionContext.Owner() {
            @Override
            public boolean hasCertificateForServers() {
                return tls.filter(TlsContext::hasCertificateForServers).isPresent();
            }

            @Override
            public void ended(StreamFlow flow) {
                forget(flow);
            }
        };
    }

    private void forget(StreamFlow flow) {
        flows.remove(flow);
        byPeer.remove(new StreamFlow.Peer(flow.transport(), flow.remote(), flow.domain()), flow);
        aliases.forget(flow);
    }

    /**
     * The peer of that connection accepts requests over it that are for the address in its Via (RFC 5923 §8.2). Ignored unless the peer has
     * shown a certificate; then it holds for the domains of that certificate only.
     */
    public void alias(Flow flow, HostPort sentBy) {
        if (flow.transport() == Transport.TLS && flow instanceof StreamFlow peer) aliases.add(peer, sentBy);
    }

    /** The TCP connection with that peer, established or under way, if there is one. */
    public Optional<Flow> existing(InetSocketAddress peer) {
        return Optional.ofNullable(byPeer.get(new StreamFlow.Peer(Transport.TCP, peer, "")));
    }

    /** The TCP connection with that peer, or a new one, which is closed already when there are too many. */
    public Flow connect(InetSocketAddress peer, HostPort sentBy) {
        return connect(peer, sentBy, settings.connect());
    }

    /** @param within how long a new one may take to be established */
    public Flow connect(InetSocketAddress peer, HostPort sentBy, Duration within) {
        return connect(new StreamFlow.Peer(Transport.TCP, peer, ""), sentBy, within, flow -> flow);
    }

    /**
     * The same over TLS; absent without TLS settings. An accepted connection is used only if its peer has a certificate for the domain and has
     * asked for that ({@link #alias}); the peer of any other is not authenticated (RFC 5922 §7.4).
     *
     * @param domain that the peer must have a certificate for: the one before any DNS look-up (RFC 5922 §7.3)
     */
    public Optional<Flow> connectTls(InetSocketAddress peer, String domain, HostPort sentBy) {
        Duration within = settings.connect();
        var named = new StreamFlow.Peer(Transport.TLS, peer, domain.toLowerCase(Locale.ROOT));
        Optional<Flow> alias = aliases.find(peer, named.domain()).map(Flow.class::cast);
        if (alias.isPresent()) return alias;
        return tls.map(secure -> connect(named, sentBy, within, flow -> secured(secure, flow, within)));
    }

    private static ChannelHandler secured(TlsContext secure, StreamFlow flow, Duration within) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                secure(channel, secure.outgoing(flow, channel.alloc(), within), flow, within);
                channel.pipeline().addLast(flow);
            }
        };
    }

    private static void secure(Channel channel, Records records, StreamFlow flow, Duration within) {
        channel.pipeline().addLast(records, records.outlet(), new TlsHandshake(flow, within));
    }

    private Flow connect(
            StreamFlow.Peer peer, HostPort sentBy, Duration within, Function<StreamFlow, ChannelHandler> handler) {
        StreamFlow known = byPeer.get(peer);
        if (known != null) return known;
        StreamFlow flow = flow(peer, sentBy);
        if (live < settings.connections()) open(flow, handler.apply(flow), within);
        else flow.failed("no connection to " + flow + ": there are " + live + " connections already");
        return flow;
    }

    private void open(StreamFlow flow, ChannelHandler handler, Duration within) {
        live++;
        ChannelFuture opening = new Bootstrap()
                .group(loop)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, turns())
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(within))
                .handler(handler)
                .connect(flow.remote());
        opening.channel().closeFuture().addListener(done -> live--);
        opening.addListener(done -> {
            if (!done.isSuccess()) flow.failed("no connection to " + flow + ": " + PlainText.cause(done.cause()));
        });
    }

    /** At least 1: to Netty 0 means no timeout. */
    private static int millis(Duration within) {
        return Math.clamp(within.toMillis(), 1, Integer.MAX_VALUE);
    }

    /** Connections that are open or being established. */
    public int count() {
        return flows.size();
    }

    /** Open sockets, including those that are about to close; each counts for the limits. */
    public int live() {
        return live;
    }

    /** Remote addresses with accepted connections. */
    int addresses() {
        return accepted.size();
    }

    /** Closes the listeners; connections stay open. */
    @Override
    public void close() {
        for (Channel listener : listeners) listener.close();
    }

    /** Closes all connections; on the event loop. */
    public void closeAll(String why) {
        for (StreamFlow flow : List.copyOf(flows)) flow.close(why);
    }
}
