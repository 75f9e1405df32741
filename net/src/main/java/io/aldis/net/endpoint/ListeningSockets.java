package io.aldis.net.endpoint;

import io.aldis.net.Carrier;
import io.aldis.net.Flow;
import io.aldis.net.Flusher;
import io.aldis.net.Inbound;
import io.aldis.net.Listen;
import io.aldis.net.endpoint.SipEndpoint.Bound;
import io.aldis.net.stream.Streams;
import io.aldis.net.udp.UdpListener;
import io.aldis.sip.HostPort;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.Transport;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The sockets that an endpoint listens on, and which of them reaches a peer. Opened by one thread, read by every thread. */
final class ListeningSockets {
    private final EventLoop loop;
    private final Flusher flusher;
    private final Inbound inbound;
    private final Streams streams;
    private final Carrier web;
    private final List<UdpListener> udp = new CopyOnWriteArrayList<>();
    private final List<Bound> bound = new CopyOnWriteArrayList<>();

    ListeningSockets(EventLoop loop, Flusher flusher, Inbound inbound, Streams streams, Carrier web) {
        this.web = web;
        this.loop = loop;
        this.flusher = flusher;
        this.inbound = inbound;
        this.streams = streams;
    }

    /** Binds one, which reads nothing before {@link #start}. Waits for it: not for an event loop. */
    void open(Listen listen, Optional<String> advertised) {
        try {
            InetAddress ours = listen.address().getAddress();
            bind(listen, advertised.orElseGet(() -> LocalAddress.toAdvertise(ours)));
        } catch (IOException e) { // Netty throws that of the socket through a method that does not declare it
            throw new BindException("Cannot listen on " + listen + ": " + LocalAddress.whyNot(e), e);
        }
    }

    void start() {
        for (UdpListener each : udp) each.start();
        streams.start();
    }

    private void bind(Listen listen, String host) throws IOException {
        switch (listen.transport()) {
            case UDP -> {
                UdpListener listener = UdpListener.bind(loop, flusher, listen, host, inbound);
                udp.add(listener);
                bound.add(new Bound(Transport.UDP, listener.address(), listener.sentBy()));
            }
            case TCP, TLS -> bound(listen, host, streams.listen(listen, host, Optional.empty()));
            case WS, WSS -> bound(listen, host, streams.listen(listen, host, Optional.of(web)));
        }
    }

    private void bound(Listen listen, String host, InetSocketAddress actual) {
        bound.add(new Bound(listen.transport(), actual, HostPort.of(host, actual.getPort())));
    }

    List<Bound> bound() {
        return List.copyOf(bound);
    }

    /** A flow to that peer from the UDP socket that suits it best; absent when none has its address family. */
    Optional<Flow> udp(InetSocketAddress peer) {
        UdpListener best = null;
        for (UdpListener each : udp)
            if (suits(each.address(), peer) > (best == null ? 0 : suits(best.address(), peer))) best = each;
        return Optional.ofNullable(best).map(listener -> listener.flow(peer));
    }

    /** The sent-by of our Via over a connection to that peer: that of the best listener of the transport, else of the first listener. */
    HostPort sentBy(Transport transport, InetSocketAddress peer) {
        Bound best = bound.getFirst();
        int most = 0;
        for (Bound each : bound) {
            int suits = each.transport() == transport ? suits(each.address(), peer) : 0;
            if (suits > most) best = each;
            most = Math.max(most, suits);
        }
        return best.sentBy();
    }

    /** 0: other address family; 1: bound address, but only one of the two is a loopback address; 2: wildcard; 3: bound address, both or none. */
    private static int suits(InetSocketAddress ours, InetSocketAddress peer) {
        InetAddress from = ours.getAddress();
        InetAddress to = peer.getAddress();
        if (from.isAnyLocalAddress()) return LocalAddress.reaches(from, to) ? 2 : 0;
        if (from.getClass() != to.getClass()) return 0;
        return from.isLoopbackAddress() == to.isLoopbackAddress() ? 3 : 1;
    }

    /** How long datagrams wait in the UDP socket where they wait longest, in nanoseconds. */
    @OnEventLoop
    long waiting(long now) {
        long most = 0;
        for (UdpListener each : udp) most = Math.max(most, each.waiting(now));
        return most;
    }

    /** On the event loop; see {@link SipEndpoint#shed}. */
    void shed(long now, long longest) {
        for (UdpListener each : udp) each.shed(now, longest);
    }

    /** Whether the kernel filter of a UDP socket drops requests now. */
    @OnEventLoop
    boolean sheds() {
        for (UdpListener each : udp) if (each.sheds()) return true;
        return false;
    }

    /** Whether that is the sent-by of one of our listeners. */
    boolean owns(HostPort sentBy) {
        for (Bound each : bound) {
            HostPort ours = each.sentBy();
            boolean port = ours.port() == sentBy.portOr(each.transport().defaultPort());
            if (port && ours.host().equalsIgnoreCase(sentBy.host())) return true;
        }
        return false;
    }

    @OnEventLoop
    void close() {
        for (UdpListener listener : udp) listener.close();
        streams.close();
    }
}
