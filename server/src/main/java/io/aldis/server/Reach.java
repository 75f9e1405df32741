package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** How to get to a target. */
public sealed interface Reach {
    /**
     * Over the connection that the device has opened to us, while it lives.
     *
     * @param alone whether there is no other way, so that a dialog with the device ends with it, too
     */
    record Over(Flow flow, boolean alone) implements Reach {}

    /** To an address. */
    record To(Transport transport, InetSocketAddress address) implements Reach {}

    /**
     * To a URI whose host must be looked up first (RFC 3263).
     *
     * @param source where somebody is who has said so, and may not have us send to where others could not ({@link Forbidden}); absent when
     *     whoever says so may
     */
    record Named(SipUri uri, Optional<InetAddress> source) implements Reach {
        /** For whoever may have us send anywhere. */
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

    /** The same as far as somebody at that address may say so. */
    default Reach saidFrom(Optional<InetAddress> source) {
        return switch (this) {
            case Named(SipUri uri, var before) when before.isEmpty() -> new Named(uri, source);
            case Inboxes(String domain, var before) when before.isEmpty() -> new Inboxes(domain, source);
            default -> this;
        };
    }

    /** There is no way, for a reason. */
    record Nowhere(String why) implements Reach {}
}
