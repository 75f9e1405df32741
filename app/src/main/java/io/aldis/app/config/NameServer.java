package io.aldis.app.config;

import io.aldis.sip.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A DNS server.
 *
 * @param address an IP address, never a name that would have to be resolved
 */
public record NameServer(InetSocketAddress address) {
    private static final int PORT = 53;

    /** @throws IllegalArgumentException when the text is not an IP address, with or without a port */
    public static NameServer parse(String text) {
        HostPort read = HostPort.parse(text);
        return new NameServer(new InetSocketAddress(InetAddress.ofLiteral(read.bareHost()), read.portOr(PORT)));
    }
}
