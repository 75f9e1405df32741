package io.aldis.net.endpoint;

import io.aldis.net.Flow;
import io.aldis.sip.Transport;
import io.aldis.sip.locate.NextHop;
import io.aldis.sip.transaction.TimerWheel;
import io.aldis.sip.transaction.Transactions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * The part of a {@link SipEndpoint} that sends requests: flows, transactions and time. Simulations implement it without sockets.
 * Methods are called on the event loop, {@link #execute} on every thread.
 */
public interface Endpoint {
    /** Runs something on the event loop, later. */
    void execute(Runnable work);

    Transactions<Flow> transactions();

    /** Time and alarms. */
    TimerWheel wheel();

    StatelessTags tags();

    /**
     * A flow to that peer: for UDP from our socket of its address family, for TCP and TLS the existing connection or a new one. Empty without
     * a UDP socket of that family or without TLS settings, and for WebSocket.
     *
     * @param peer its address, resolved
     */
    Optional<Flow> flow(Transport transport, InetSocketAddress peer);

    /**
     * The same for a peer whose address was found by name.
     *
     * @param domain the one before any DNS look-up: over TLS the peer must have a certificate for it (RFC 5922 §7.3)
     */
    Optional<Flow> flow(Transport transport, InetSocketAddress peer, String domain);

    /**
     * A flow to a next hop that was located; over TLS its certificate must be for {@link NextHop#domain}, the domain that was asked for before
     * any look-up (RFC 5922 §7.3).
     */
    default Optional<Flow> flow(NextHop hop) {
        return flow(hop.transport(), hop.address(), hop.domain());
    }

    /** The TCP connection with that peer, or a new one that is up within that time or fails. */
    Flow connection(InetSocketAddress peer, Duration within);

    /** The TCP connection with that peer, made or accepted, that is not closed. */
    Optional<Flow> existing(InetSocketAddress peer);
}
