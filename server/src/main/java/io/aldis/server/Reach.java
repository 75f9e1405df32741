package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.sip.Transport;
import java.net.InetSocketAddress;

/** How to get to a target. */
public sealed interface Reach {
    /** Over the connection that the device has opened to us, while it lives. */
    record Over(Flow flow) implements Reach {}

    /** To an address. */
    record To(Transport transport, InetSocketAddress address) implements Reach {}

    /** To a name that must be looked up first. */
    record Named(Transport transport, String host, int port) implements Reach {}

    /** There is no way, for a reason. */
    record Nowhere(String why) implements Reach {}
}
