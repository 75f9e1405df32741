package io.aldis.app.config;

import io.aldis.sip.HostPort;
import io.aldis.sip.settings.Form;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A DNS server.
 *
 * @param address an IP address, never a name that would have to be resolved
 */
@Form("an address such as 192.0.2.53 or 127.0.0.1:5353")
public record NameServer(InetSocketAddress address) {
    private static final int PORT = 53;

    /** @throws IllegalArgumentException when the text is not an IP address, with or without a port */
    public static NameServer parse(String text) {
        HostPort read = HostPort.parse(text);
        return new NameServer(new InetSocketAddress(InetAddress.ofLiteral(read.bareHost()), read.portOr(PORT)));
    }
}
