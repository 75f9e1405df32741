package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** How a target is reached. */
public sealed interface Reach {
    /**
     * Over the connection that the device has opened to this server, while it is open.
     *
     * @param alone whether the device is reached no other way, so that a dialog with it ends with the connection, too
     */
    record Over(Flow flow, boolean alone) implements Reach {}

    /** To an address. */
    record To(Transport transport, InetSocketAddress address) implements Reach {}

    /**
     * To a URI whose host must be looked up first (RFC 3263).
     *
     * @param source address of the registrant or sender that has named the URI, which restricts the target ({@link Forbidden}); absent when it is
     *     unrestricted
     */
    record Named(SipUri uri, Optional<InetAddress> source) implements Reach {
        /** Without a restriction. */
        public Named(SipUri uri) {
            this(uri, Optional.empty());
        }
    }

    /**
     * To a domain whose servers for instant messages must be looked up first (RFC 3861).
     *
     * @param source as in {@link Named}
     */
    record Inboxes(String domain, Optional<InetAddress> source) implements Reach {}

    /** A copy that is restricted by that source, if it needs a lookup and has no source yet. */
    default Reach saidFrom(Optional<InetAddress> source) {
        return switch (this) {
            case Named(SipUri uri, var before) when before.isEmpty() -> new Named(uri, source);
            case Inboxes(String domain, var before) when before.isEmpty() -> new Inboxes(domain, source);
            default -> this;
        };
    }

    /** It cannot be reached. */
    record Nowhere(String why) implements Reach {}
}
