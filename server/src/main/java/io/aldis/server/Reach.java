package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import java.net.InetSocketAddress;

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

    /** To a URI whose host must be looked up first (RFC 3263). */
    record Named(SipUri uri) implements Reach {}

    /** To a domain whose servers for instant messages must be looked up first (RFC 3861). */
    record Inboxes(String domain) implements Reach {}

    /** There is no way, for a reason. */
    record Nowhere(String why) implements Reach {}
}
