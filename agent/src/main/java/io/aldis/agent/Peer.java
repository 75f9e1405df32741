package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.sip.HostPort;
import io.aldis.sip.Transport;
import java.net.InetSocketAddress;

/**
 * A next hop whose address is known.
 *
 * @param domain that it must have a certificate for, if it is reached over TLS: what was asked for before any look-up (RFC 5922 §7.3)
 */
record Peer(InetSocketAddress address, Transport transport, String domain) {
    /** Without TLS. */
    Peer(InetSocketAddress address, Transport transport) {
        this(address, transport, "");
    }

    Peer over(Transport other) {
        return new Peer(address, other, domain);
    }

    /** Whether that flow leads there. */
    boolean isOf(Flow flow) {
        return flow.transport() == transport && flow.remote().equals(address);
    }

    @Override
    public String toString() {
        return HostPort.of(address.getAddress().getHostAddress(), address.getPort()) + " over " + transport;
    }
}
