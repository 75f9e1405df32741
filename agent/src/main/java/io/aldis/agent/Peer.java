package io.aldis.agent;

import io.aldis.sip.HostPort;
import io.aldis.sip.Transport;
import java.net.InetSocketAddress;

/** A next hop whose address is known. */
record Peer(InetSocketAddress address, Transport transport) {
    Peer over(Transport other) {
        return new Peer(address, other);
    }

    @Override
    public String toString() {
        return HostPort.of(address.getAddress().getHostAddress(), address.getPort()) + " over " + transport;
    }
}
