package io.aldis.net.endpoint;

import io.aldis.net.Flow;
import io.aldis.net.Flusher;
import io.aldis.net.Inbound;
import io.aldis.net.Listen;
import io.aldis.net.stream.Streams;
import io.aldis.net.udp.UdpListener;
import io.aldis.sip.HostPort;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Transport;
import io.aldis.sip.Via;
import io.aldis.sip.transaction.ServerTransaction;
import io.aldis.sip.transaction.TimerWheel;
import io.aldis.sip.transaction.Transactions;
import io.aldis.sip.transaction.Wire;
import io.aldis.sip.wire.Cut;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import io.aldis.sip.wire.Stamp;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An open SIP endpoint: its sockets, its transactions and its time, all on one event loop (RFC 3261 §17, §18). What comes in walks
 * from here up: read, stamped with where it came from, absorbed when it is repeated, and handed to the {@link EndpointUser} once.
 *
 * <p>Thread law: methods marked <em>loop</em> may be called on the event loop only; {@link #execute} gets you there.
 */
public final class SipEndpoint implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final TimerWheel wheel = new TimerWheel(System.nanoTime());
    private final List<UdpListener> udp = new ArrayList<>();
    private final List<Bound> bound = new ArrayList<>();
    private final Streams streams;
    private final Transactions transactions;
    private final MessageReader reader;
    private final EndpointUser user;
    private final StatelessTags tags;
    private final Tally tally = new Tally();
    private final Arrivals arrivals = new Arrivals();
    private Flow arriving;

    /** A listener that is up. */
    public record Bound(Transport transport, InetSocketAddress address, HostPort sentBy) {
        @Override
        public String toString() {
            return transport.parameter()
                    + ':'
                    + HostPort.of(address.getAddress().getHostAddress(), address.getPort());
        }
    }

    @SuppressWarnings("NullAway.Init") // arriving is set before anything reads it
    private SipEndpoint(EndpointSettings settings, Function<SipEndpoint, EndpointUser> above) {
        this.group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("aldis-sip", true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.loop = group.next();
        var random = new SecureRandom();
        var flusher = new Flusher(loop);
        this.streams = new Streams(loop, flusher, wheel, settings.net(), arrivals);
        this.transactions =
                new Transactions(settings.timers(), wheel, settings.capacity(), random.nextLong(), arrivals);
        this.reader = new MessageReader(settings.net().limits());
        this.tags = new StatelessTags(random.nextLong());
        this.user = above.apply(this);
        for (Listen listen : settings.listen()) listen(listen, settings, flusher);
    }

    /**
     * Opens the sockets and starts to read.
     *
     * @param above makes the user of the endpoint; the endpoint is not open yet when it is called
     * @throws BindException when a listener cannot be opened, with the reason in words
     */
    public static SipEndpoint open(EndpointSettings settings, Function<SipEndpoint, EndpointUser> above) {
        var endpoint = new SipEndpoint(settings, above);
        long tick = TimerWheel.TICK;
        endpoint.loop.scheduleAtFixedRate(endpoint::tick, tick, tick, TimeUnit.NANOSECONDS);
        return endpoint;
    }

    private void listen(Listen listen, EndpointSettings settings, Flusher flusher) {
        try {
            InetSocketAddress address = listen.address();
            String host = settings.advertised().orElseGet(() -> LocalAddress.toAdvertise(address.getAddress()));
            switch (listen.transport()) {
                case UDP -> {
                    UdpListener listener = UdpListener.bind(loop, flusher, address, host, arrivals);
                    udp.add(listener);
                    bound.add(new Bound(Transport.UDP, listener.address(), listener.sentBy()));
                }
                case TCP -> {
                    InetSocketAddress actual = streams.listen(address, host);
                    bound.add(new Bound(Transport.TCP, actual, HostPort.of(host, actual.getPort())));
                }
                default ->
                    throw new IllegalArgumentException("listener: expected udp or tcp but was "
                            + listen.transport().parameter());
            }
        } catch (UnknownHostException e) {
            close();
            throw new BindException("Cannot listen on " + listen + ": no such address", new UncheckedIOException(e));
        } catch (RuntimeException e) {
            close();
            throw e;
        } catch (Exception e) { // Netty throws the socket's checked exception through syncUninterruptibly
            close();
            throw new BindException("Cannot listen on " + listen + ": " + e.getMessage(), e);
        }
    }

    // ---- for everybody

    /** The listeners, with the ports that they really have. */
    public List<Bound> bound() {
        return List.copyOf(bound);
    }

    public Tally tally() {
        return tally;
    }

    /** Runs something on the event loop. */
    public void execute(Runnable work) {
        loop.execute(work);
    }

    public boolean onLoop() {
        return loop.inEventLoop();
    }

    /** Closes all sockets; nothing is answered any more. Waits two seconds at the most. */
    @Override
    public void close() {
        for (UdpListener listener : udp) listener.close();
        streams.close();
        loop.execute(() -> streams.closeAll("the endpoint is closed"));
        group.shutdownGracefully(20, 2000, TimeUnit.MILLISECONDS).awaitUninterruptibly(2500);
    }

    // ---- loop

    /** <em>loop</em>. */
    public Transactions transactions() {
        return transactions;
    }

    /** <em>loop</em>. Time and alarms. */
    public TimerWheel wheel() {
        return wheel;
    }

    public StatelessTags tags() {
        return tags;
    }

    /**
     * <em>loop</em>. A way to that peer: for UDP from our socket of its address family, for TCP over the connection that is there or
     * a new one; absent when we do not speak that transport.
     */
    public Optional<Flow> flow(Transport transport, InetSocketAddress peer) {
        return switch (transport) {
            case UDP -> udpListener(peer).map(listener -> listener.flow(peer));
            case TCP -> Optional.of(streams.connect(peer, tcpSentBy(peer)));
            default -> Optional.empty();
        };
    }

    /** <em>loop</em>. The TCP connection with that peer, or a new one that is up within that time or fails. */
    public Flow connection(InetSocketAddress peer, Duration within) {
        return streams.connect(peer, tcpSentBy(peer), within);
    }

    /** <em>loop</em>. The open connection with that peer, whoever made it. */
    public Optional<Flow> existing(InetSocketAddress peer) {
        return streams.existing(peer).filter(Flow::open);
    }

    private Optional<UdpListener> udpListener(InetSocketAddress peer) {
        for (UdpListener listener : udp) if (sameFamily(listener.address(), peer)) return Optional.of(listener);
        return Optional.empty();
    }

    private HostPort tcpSentBy(InetSocketAddress peer) {
        for (Bound each : bound)
            if (each.transport() == Transport.TCP && sameFamily(each.address(), peer)) return each.sentBy();
        return bound.getFirst().sentBy();
    }

    private static boolean sameFamily(InetSocketAddress a, InetSocketAddress b) {
        return a.getAddress().getClass() == b.getAddress().getClass()
                || a.getAddress().isAnyLocalAddress();
    }

    private void tick() {
        wheel.advance(System.nanoTime());
        transactions.tidy();
    }

    // ---- in

    private final class Arrivals implements Inbound, Transactions.User {
        @Override
        public void message(byte[] bytes, Flow flow) {
            wheel.advance(System.nanoTime());
            switch (reader.read(bytes)) {
                case Reading.Parsed(SipRequest request) -> arrived(request, flow);
                case Reading.Parsed(SipResponse response) -> tally.response(transactions.received(response));
                case Reading.KeepAlive _ -> {}
                case Reading.Malformed malformed -> refused(malformed, flow);
            }
        }

        private void arrived(SipRequest request, Flow flow) {
            tally.request();
            SipRequest stamped = stamp(request, flow);
            arriving = flow;
            transactions.received(stamped, back(stamped.topVia(), flow));
        }

        private SipRequest stamp(SipRequest request, Flow flow) {
            InetSocketAddress from = flow.remote();
            return Stamp.received(request, from.getAddress().getHostAddress(), from.getPort());
        }

        /** RFC 3261 §18.2.2, RFC 3581 §4. */
        private Wire back(Via via, Flow flow) {
            if (flow.reliable()) return new ReturnConnection(SipEndpoint.this, flow, via);
            if (via.wantsRport()) return flow;
            int port = via.sentBy().portOr(Transport.UDP.defaultPort());
            if (port == flow.remote().getPort()) return flow;
            return flow(Transport.UDP, new InetSocketAddress(flow.remote().getAddress(), port))
                    .orElse(flow);
        }

        private void refused(Reading.Malformed malformed, Flow flow) {
            tally.badMessage();
            malformed.answerable().ifPresent(request -> {
                SipRequest stamped = stamp(request, flow);
                SipResponse answer = stamped.answer(malformed.status(), "").build();
                back(stamped.topVia(), flow).send(answer.bytes(), Wire.Unsent.NOBODY);
            });
        }

        @Override
        public void broken(Cut.Broken cut, Flow flow) {
            Optional<SipRequest> request = switch (reader.read(cut.head())) {
                case Reading.Parsed(SipRequest parsed) -> Optional.of(parsed);
                case Reading.Malformed malformed -> malformed.answerable();
                default -> Optional.empty();
            };
            refused(new Reading.Malformed(cut.status(), request), flow);
        }

        @Override
        public void opened(Flow flow) {}

        @Override
        public void closed(Flow flow, String why) {
            transactions.gone(flow, why);
            user.closed(flow);
        }

        @Override
        public void request(ServerTransaction transaction) {
            user.request(transaction, arriving);
        }

        @Override
        public void ack(SipRequest ack) {
            if (!tags.made(ack)) user.ack(ack, arriving);
        }
    }
}
