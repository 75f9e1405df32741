package io.aldis.app.config;

import io.aldis.sip.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A name server.
 *
 * @param address resolved: it is what names are resolved with
 */
public record NameServer(InetSocketAddress address) {
    private static final int PORT = 53;

    /** @throws IllegalArgumentException when it is no address, with or without a port */
    public static NameServer parse(String text) {
        HostPort read = HostPort.parse(text);
        return new NameServer(new InetSocketAddress(InetAddress.ofLiteral(read.bareHost()), read.portOr(PORT)));
    }
}
