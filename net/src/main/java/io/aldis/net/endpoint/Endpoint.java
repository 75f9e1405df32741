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
 * What a layer that sends requests uses of a {@link SipEndpoint}: flows, transactions and time. A simulation has one without sockets.
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
     * A way to that peer: for UDP from our socket of its address family, for TCP over the connection that is there or a new one; absent
     * when we do not speak that transport.
     *
     * @param peer its address, resolved
     */
    Optional<Flow> flow(Transport transport, InetSocketAddress peer);

    /**
     * The same for a peer whose address was found by name.
     *
     * @param domain that was asked for before any look-up: over TLS the peer must have a certificate for it (RFC 5922 §7.3)
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

    /** The open connection with that peer, whoever made it. */
    Optional<Flow> existing(InetSocketAddress peer);
}
