package io.aldis.sip.locate;

import io.aldis.sip.HostPort;
import io.aldis.sip.Transport;
import java.net.InetSocketAddress;

/**
 * A transport and an address that a request can be sent to.
 *
 * @param address resolved
 * @param name of the host, from the DNS or the URI: for log and error messages
 * @param domain of the URI before any DNS query, or an address without brackets. The peer's certificate must be for it, because DNS
 *     answers are not trusted (RFC 5922 §7.3)
 */
public record NextHop(Transport transport, InetSocketAddress address, String name, String domain) {
    public NextHop {
        if (address.isUnresolved())
            throw new IllegalArgumentException("next hop: expected an address but was the name " + address);
    }

    /** The same place over another transport. */
    public NextHop over(Transport other) {
        return new NextHop(other, address, name, domain);
    }

    /** {@code gw.example.com (192.0.2.7:5060 over UDP)}. */
    @Override
    public String toString() {
        String host = address.getAddress().getHostAddress();
        String where = HostPort.of(host, address.getPort()) + " over " + transport;
        return name.equals(host) ? where : name + " (" + where + ')';
    }
}
