package io.aldis.net.endpoint;

import io.aldis.net.Flow;
import io.aldis.net.Flusher;
import io.aldis.net.Inbound;
import io.aldis.net.Listen;
import io.aldis.net.Pong;
import io.aldis.net.TlsSettings;
import io.aldis.net.Trace;
import io.aldis.net.stream.Streams;
import io.aldis.net.stream.TlsContext;
import io.aldis.net.web.WebCarrier;
import io.aldis.sip.HostPort;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.Transport;
import io.aldis.sip.locate.Dns;
import io.aldis.sip.transaction.Received;
import io.aldis.sip.transaction.ServerTransaction;
import io.aldis.sip.transaction.TimerWheel;
import io.aldis.sip.transaction.Transactions;
import io.aldis.sip.transaction.Wire;
import io.aldis.sip.wire.Cut;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.OverloadFeedback;
import io.aldis.sip.wire.Reading;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An open SIP endpoint: its sockets, transactions and timers, all on one event loop (RFC 3261 §17, §18). An inbound request is parsed, its
 * top Via is stamped with the source address, retransmissions are absorbed, and it is handed to the {@link EndpointUser} once.
 *
 * <p>Threads: methods marked <em>loop</em> may be called on the event loop only; {@link #execute} runs work there.
 */
public final class SipEndpoint implements Endpoint, AutoCloseable {
    /** Interval at which the TLS files are checked for changes, in milliseconds. */
    private static final long FILES = 2000;

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final TimerWheel wheel = new TimerWheel(System.nanoTime());
    private final Streams streams;
    private final ListeningSockets listeners;
    private final Transactions<Flow> transactions;
    private final MessageReader reader;
    private EndpointUser user;
    private final StatelessTags tags;
    private final WayBack ways;
    private final Arrivals arrivals = new Arrivals();
    private final Trouble trouble = new Trouble();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final @Nullable Trace trace;
    private final Dns dns;
    private final Delay delay = new Delay(System.nanoTime());
    private long longest = Long.MAX_VALUE;

    /** An open listener. */
    public record Bound(Transport transport, InetSocketAddress address, HostPort sentBy) {
        @Override
        public String toString() {
            return transport.parameter() + ':' + NetUtil.toSocketAddressString(address);
        }
    }

    private final Optional<TlsContext> tls;

    @SuppressWarnings("NullAway.Init") // user is set by start, and nothing is read before
    private SipEndpoint(EndpointSettings settings, Optional<TlsContext> tls) {
        this.group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("aldis-sip", true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.loop = group.next();
        var random = new SecureRandom();
        var flusher = new Flusher(loop);
        this.tls = tls;
        this.streams = new Streams(flusher, wheel, settings.net(), arrivals, tls);
        this.transactions =
                new Transactions<>(settings.timers(), wheel, settings.capacity(), random.nextLong(), arrivals);
        this.reader = new MessageReader(settings.net().limits());
        this.tags = new StatelessTags(random.nextLong());
        this.ways = new WayBack(this, tags);
        this.trace = settings.trace().orElse(null);
        this.dns = settings.dns();
        this.listeners = new ListeningSockets(
                loop, flusher, arrivals, streams, new WebCarrier(settings.net(), settings.web(), wheel));
    }

    /**
     * Opens the sockets and starts to read.
     *
     * @param above makes the user of the endpoint, whose sockets are bound already
     * @throws BindException when a listener cannot be opened, with the reason in words
     */
    public static SipEndpoint open(EndpointSettings settings, Function<SipEndpoint, EndpointUser> above) {
        SipEndpoint endpoint = bind(settings);
        try {
            endpoint.start(above.apply(endpoint));
            return endpoint;
        } catch (RuntimeException e) {
            endpoint.close();
            throw e;
        }
    }

    /**
     * Opens the sockets. Nothing is read before {@link #start}: datagrams and connections wait in the kernel. Waits: not for an event
     * loop.
     *
     * @throws BindException when a listener cannot be opened, with the reason in words
     */
    public static SipEndpoint bind(EndpointSettings settings) {
        Optional<TlsContext> tls = settings.tls().map(SipEndpoint::read);
        var endpoint = new SipEndpoint(settings, tls);
        long tick = TimerWheel.TICK;
        try {
            for (Listen listen : settings.listen()) endpoint.listeners.open(listen, settings.advertised());
            endpoint.loop.scheduleAtFixedRate(endpoint::round, tick, tick, TimeUnit.NANOSECONDS);
            tls.ifPresent(endpoint::renew);
            return endpoint;
        } catch (RuntimeException e) {
            endpoint.close();
            throw e;
        }
    }

    /**
     * Starts to read. To be called once.
     *
     * @param above hears what arrives
     */
    public void start(EndpointUser above) {
        loop.execute(() -> {
            user = above;
            listeners.start();
        });
    }

    private static TlsContext read(TlsSettings settings) {
        try {
            return TlsContext.open(settings);
        } catch (IOException e) {
            throw new BindException("Cannot use TLS: " + e.getMessage(), e);
        }
    }

    /** Checks the TLS files at intervals, on a virtual thread: certificates are renewed while the endpoint is open. */
    private void renew(TlsContext tls) {
        Runnable look = () -> Thread.ofVirtual().name("aldis-tls-files").start(() -> {
            boolean _ = tls.renew();
        });
        loop.scheduleWithFixedDelay(look, FILES, FILES, TimeUnit.MILLISECONDS);
    }

    /**
     * Reads certificates, keys and issuers again whose files have changed, as also happens every two seconds. Blocks on the disk: never on the
     * event loop.
     *
     * @return whether new ones are in use now
     */
    public boolean renewCertificates() {
        return tls.filter(TlsContext::renew).isPresent();
    }

    // ---- for every thread

    /** The open listeners, with their actual ports. */
    public List<Bound> bound() {
        return listeners.bound();
    }

    /** The DNS client of the settings. Blocks: call it on virtual threads, never on the event loop. */
    public Dns dns() {
        return dns;
    }

    /**
     * Runs something on the event loop.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the endpoint is closed
     */
    @Override
    public void execute(Runnable work) {
        loop.execute(work);
    }

    public boolean onLoop() {
        return loop.inEventLoop();
    }

    /**
     * Closes all sockets; nothing is answered any more. Waits until the ports are free, for at most 2.5 seconds. On the event loop it does not
     * wait. A second call does nothing.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) return;
        loop.execute(() -> {
            listeners.close();
            streams.closeAll("the endpoint is closed");
            group.shutdownGracefully(20, 2000, TimeUnit.MILLISECONDS); // not before: it skips flush and FIN wait
        });
        if (!onLoop()) group.terminationFuture().awaitUninterruptibly(2500);
    }

    // ---- loop

    /** <em>loop</em>. */
    @Override
    public Transactions<Flow> transactions() {
        return transactions;
    }

    /**
     * <em>loop</em>. How long inbound octets wait before they are read, in nanoseconds, as of the last tick (10 ms).
     */
    public long delay() {
        return delay.nanos();
    }

    /**
     * <em>loop</em>. Lets the kernel filter drop a share of the MESSAGE, OPTIONS, SUBSCRIBE and PUBLISH requests over UDP under load. It starts
     * when datagrams wait for more than half of that delay or the socket's buffer is half full. Without epoll nothing is dropped.
     *
     * @param delay in nanoseconds
     */
    public void shed(long delay) {
        longest = delay;
    }

    /** <em>loop</em>. Whether the kernel filter drops requests now. */
    public boolean sheds() {
        return listeners.sheds();
    }

    /** <em>loop</em>. Accepts no more connections. Open ones stay, and so do UDP sockets, for the responses that are awaited. */
    public void stopListening() {
        streams.close();
    }

    /** <em>loop</em>. Connections that are open, being established or about to close. */
    public int connections() {
        return streams.live();
    }

    /** <em>loop</em>. The time of the last tick, and timers. */
    @Override
    public TimerWheel wheel() {
        return wheel;
    }

    @Override
    public StatelessTags tags() {
        return tags;
    }

    /**
     * <em>loop</em>. A flow to that peer: for UDP from our socket of its address family, for TCP and TLS the existing connection or a new one.
     * Empty without a UDP socket of that family or without TLS settings, and for WebSocket.
     *
     * @param peer its address, resolved
     */
    @Override
    public Optional<Flow> flow(Transport transport, InetSocketAddress peer) {
        return switch (transport) {
            case UDP -> listeners.udp(peer);
            case TCP -> Optional.of(streams.connect(peer, listeners.sentBy(Transport.TCP, peer)));
            case TLS -> flow(transport, peer, NetUtil.toAddressString(peer.getAddress()));
            default -> Optional.empty();
        };
    }

    /**
     * <em>loop</em>. The same for a peer whose address was found by name.
     *
     * @param domain the one before any DNS look-up: over TLS the peer must have a certificate for it (RFC 5922 §7.3)
     */
    @Override
    public Optional<Flow> flow(Transport transport, InetSocketAddress peer, String domain) {
        return transport == Transport.TLS
                ? streams.connectTls(peer, domain, listeners.sentBy(Transport.TLS, peer))
                : flow(transport, peer);
    }

    /** <em>loop</em>. The TCP connection with that peer, or a new one that is up within that time or fails. */
    @Override
    public Flow connection(InetSocketAddress peer, Duration within) {
        return streams.connect(peer, listeners.sentBy(Transport.TCP, peer), within);
    }

    /** <em>loop</em>. The TCP connection with that peer, made or accepted, that is not closed. */
    @Override
    public Optional<Flow> existing(InetSocketAddress peer) {
        return streams.existing(peer).filter(Flow::open);
    }

    private void round() {
        long now = System.nanoTime();
        delay.round(now, listeners.waiting(now));
        listeners.shed(now, longest);
        tick();
    }

    /** Advances the timers. An exception of a user's callback is logged, so that the next tick follows. */
    private void tick() {
        try {
            wheel.advance(System.nanoTime());
            transactions.tidy();
        } catch (RuntimeException e) {
            trouble.with("an alarm", e);
        }
    }

    // ---- in

    private final class Arrivals implements Inbound, Transactions.User<Flow> {
        private long feedback;

        @Override
        public void message(byte[] bytes, Flow flow) {
            tick();
            seen(bytes, flow);
            try {
                if (delay.nanos() <= longest || user.isHeardUnderOverload(bytes, flow)) read(bytes, flow);
            } catch (RuntimeException e) {
                trouble.with("a message from " + flow, e);
            }
        }

        @Override
        public void sent(byte[] bytes, Flow flow) {
            if (trace == null) return;
            try {
                trace.sent(bytes, flow);
            } catch (RuntimeException e) {
                trouble.with("the trace of what goes to " + flow, e);
            }
        }

        private void seen(byte[] bytes, Flow flow) {
            if (trace == null) return;
            try {
                trace.received(bytes, flow);
            } catch (RuntimeException e) {
                trouble.with("the trace of what comes from " + flow, e);
            }
        }

        private void read(byte[] bytes, Flow flow) {
            switch (isWeb(flow) ? reader.readAlone(bytes) : reader.read(bytes)) {
                case Reading.Parsed(SipRequest request) -> arrived(request, flow);
                case Reading.Parsed(SipResponse response) -> {
                    if (!matched(response)) user.stray(flow);
                }
                case Reading.KeepAlive _ -> {}
                case Reading.Malformed malformed -> refused(malformed, flow);
            }
        }

        /** WebSocket: each WebSocket message is one SIP message (RFC 7118 §5). */
        private static boolean isWeb(Flow flow) {
            return flow.transport() == Transport.WS || flow.transport() == Transport.WSS;
        }

        /** A response whose top Via is not ours is discarded (RFC 3261 §18.1.2). @return whether it matched a client transaction */
        private boolean matched(SipResponse response) {
            return listeners.owns(response.topVia().sentBy())
                    && user.expects(response)
                    && transactions.received(response);
        }

        private void arrived(SipRequest request, Flow flow) {
            if (!flow.identities().isEmpty() && request.topVia().parameters().has("alias"))
                streams.alias(flow, request.topVia().sentBy());
            SipRequest stamped = WayBack.stamped(request, flow);
            Wire back = told(request, ways.back(stamped, flow), flow);
            transactions.received(new Received<>(request, stamped, flow, back));
        }

        /** Adds overload feedback to the responses if the peer asks for it and may have it (RFC 7339 §5.1). */
        private Wire told(SipRequest asked, Wire back, Flow flow) {
            if (!OverloadFeedback.isAskedFor(asked) || user.relief(flow).isEmpty()) return back;
            return new Feedback(back, () -> user.relief(flow).orElse(0), this::sequence);
        }

        /** The oc-seq value: the time in units of 10 microseconds, strictly increasing. */
        private long sequence() {
            feedback = Math.max(feedback + 1, System.currentTimeMillis() * 100);
            return feedback;
        }

        private void refused(Reading.Malformed malformed, Flow flow) {
            user.malformed(flow);
            malformed.answerable().ifPresent(request -> ways.refuse(request, malformed.status(), flow));
        }

        @Override
        public void broken(Cut.Broken cut, Flow flow) {
            seen(cut.head(), flow);
            Optional<SipRequest> request = switch (reader.read(cut.head())) {
                case Reading.Parsed(SipRequest parsed) -> Optional.of(parsed);
                case Reading.Malformed malformed -> malformed.answerable();
                default -> Optional.empty();
            };
            refused(
                    new Reading.Malformed(
                            cut.status(), request.filter(r -> !r.method().equals(Method.ACK))),
                    flow);
        }

        @Override
        public void pong(Flow flow, Pong pong) {
            try {
                user.pong(flow, pong);
            } catch (RuntimeException e) {
                trouble.with("a keep-alive of " + flow, e);
            }
        }

        @Override
        public void opened(Flow flow) {
            try {
                user.opened(flow);
            } catch (RuntimeException e) {
                trouble.with("the opening of " + flow, e);
            }
        }

        @Override
        public void closed(Flow flow, String why) {
            try {
                try {
                    if (flow.established())
                        transactions.gone(flow, why); // else the Unsent callbacks of the flow have been called
                } finally {
                    user.closed(flow);
                }
            } catch (RuntimeException e) {
                trouble.with("the closing of " + flow, e);
            }
        }

        @Override
        public void retransmitted(SipRequest request, Flow origin) {
            user.retransmitted(request, origin);
        }

        @Override
        public void overflowed(SipRequest request, Flow origin) {
            user.overflowed(request, origin);
        }

        /** Answers 500 when the user throws before it has answered. */
        @Override
        public void request(ServerTransaction<Flow> transaction) {
            try {
                user.request(transaction);
            } catch (RuntimeException e) {
                trouble.with("a request from " + transaction.origin(), e);
                if (transaction.answered()) return;
                SipRequest request = transaction.request();
                transaction.answer(
                        request.answer(Status.of(500), tags.of(request)).build());
            }
        }

        @Override
        public void ack(SipRequest ack, Flow origin) {
            if (!tags.made(ack)) user.ack(ack, origin);
        }
    }
}
