package io.aldis.sip.locate;

import io.aldis.sip.HostPort;
import io.aldis.sip.Transport;
import java.net.InetSocketAddress;

/**
 * A place that a request can be sent to.
 *
 * @param address resolved
 * @param name of the machine, as the DNS or the URI has it: for messages to people
 * @param domain that was asked for before any look-up, or an address without brackets: what a certificate must be for, since nobody
 *     has to believe the DNS (RFC 5922 §7.3)
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
