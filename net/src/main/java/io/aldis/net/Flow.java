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

    /** The peer, as its packets show it. */
    InetSocketAddress remote();

    /** What stands in our Via and Record-Route for the listener of this flow. */
    HostPort sentBy();

    /** Unlike any other flow of this process while it lives; for UDP empty, since nothing is open. */
    String id();

    /** The listener that it belongs to: for UDP that of its socket, for a connection the one that it came in by; none if we have made it. */
    default Optional<Listen> listener() {
        return Optional.empty();
    }

    /**
     * The domains for which the peer has shown a certificate that we believe (RFC 5922 §7.1), in lower case. It speaks for them on this
     * flow, for nobody's user, and on no other flow.
     */
    default Set<String> identities() {
        return Set.of();
    }

    /**
     * Whether the peer may send requests of its own over this connection, which we have made and where it can know us: then our Via says
     * {@code alias} (RFC 5923 §8.1).
     */
    default boolean alias() {
        return false;
    }

    /** Whether bytes may still go out. A UDP pair is always open. */
    boolean open();

    /**
     * Whether it ever was up. What was sent over a connection that never came up certainly did not arrive; what was sent over one
     * that broke may have.
     */
    boolean established();

    /** Ends a connection after what is written has gone out; nothing for UDP. */
    void close(String why);

    /**
     * Asks the peer for a sign of life: a double CRLF on a connection that is up, a STUN binding request over UDP (RFC 5626 §4.4). Only for
     * a peer who is known to answer; his answer is a {@link Pong}.
     *
     * @param id twelve octets that nobody can guess, for UDP
     */
    default void ping(byte[] id) {}

    /** From now on the peer shows life so often, or the connection is closed; nothing for UDP. Only ever less than was allowed before. */
    default void silentAtMost(Duration longest) {}

    @Override
    default boolean reliable() {
        return transport().reliable();
    }
}
