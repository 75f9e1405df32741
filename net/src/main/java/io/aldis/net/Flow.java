package io.aldis.net;

import io.aldis.sip.HostPort;
import io.aldis.sip.Transport;
import io.aldis.sip.transaction.Wire;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The connection or UDP pair that a message came in on, and can be answered and reached on (RFC 5626 §3.2). Belongs to the event
 * loop of its endpoint; {@link #send} is to be called there.
 */
public interface Flow extends Wire {
    Transport transport();

    /** The address of the peer, as our socket sees it. */
    InetSocketAddress remote();

    /** The sent-by of our Via and Record-Route on this flow. */
    HostPort sentBy();

    /** Unique among the flows of the endpoint; empty for UDP, which has no connection. */
    String id();

    /** The listener of the UDP socket, or the one that accepted the connection; absent for a connection that we made. */
    default Optional<Listen> listener() {
        return Optional.empty();
    }

    /**
     * The domains of the validated certificate of the peer (RFC 5922 §7.1), in lower case. They hold for this flow only, and for the domains,
     * not for users of them.
     */
    default Set<String> identities() {
        return Set.of();
    }

    /**
     * Whether the peer may send its own requests over this connection: we made it, over TLS, and have a client certificate to show. Then our
     * Via carries {@code alias} (RFC 5923 §8.1).
     */
    default boolean alias() {
        return false;
    }

    /** Whether it can still send. A UDP pair is always open. */
    boolean open();

    /**
     * Whether the connection was ever established. What was sent over a connection that was never established certainly did not arrive;
     * what was sent over one that broke may have arrived.
     */
    boolean established();

    /** Closes a connection after what is written has been sent; does nothing for UDP. */
    void close(String why);

    /**
     * Sends a keep-alive: a double CRLF on an established connection, a STUN binding request over UDP (RFC 5626 §4.4). Only for a peer that
     * is known to answer; the answer is a {@link Pong}. Does nothing on a WebSocket.
     *
     * @param id twelve random octets that cannot be guessed, for UDP
     */
    default void ping(byte[] id) {}

    /** Closes the connection once the peer is silent for that long; does nothing for UDP. A duration that is not shorter than the last is ignored. */
    default void silentAtMost(Duration longest) {}

    @Override
    default boolean reliable() {
        return transport().reliable();
    }
}
