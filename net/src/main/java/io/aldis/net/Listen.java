package io.aldis.net;

import io.aldis.sip.HostPort;
import io.aldis.sip.Transport;
import io.aldis.sip.settings.Form;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where to listen: {@code udp:127.0.0.1:5060}, {@code tcp:[::1]:5060}, {@code udp:0.0.0.0:0} for any free port.
 *
 * @param host an address or a name of this machine, IPv6 in brackets
 * @param port 0 to 65535, 0 for any
 */
@Form("transport:address:port such as udp:127.0.0.1:5060 (udp, tcp, tls, ws or wss)")
public record Listen(Transport transport, String host, int port) {
    public Listen {
        if (port < 0 || port > 65535) throw new IllegalArgumentException("port: expected 0 to 65535 but was " + port);
    }

    /** @throws IllegalArgumentException with what was expected and found */
    public static Listen parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) throw wrong(text);
        Transport transport = Transport.of(text.substring(0, colon));
        if (text.endsWith(":0")) {
            HostPort host = HostPort.parse(text.substring(colon + 1, text.length() - 2));
            return new Listen(transport, host.host(), 0);
        }
        HostPort address = HostPort.parse(text.substring(colon + 1));
        return new Listen(transport, address.host(), address.portOr(transport.defaultPort()));
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "listener: expected transport:address:port like udp:127.0.0.1:5060 but was \"" + text + "\"");
    }

    /** The socket address. @throws UnknownHostException when the host is neither an address nor a name that resolves */
    public InetSocketAddress address() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(new HostPort(host, port).bareHost()), port);
    }

    @Override
    public String toString() {
        return transport.parameter() + ':' + host + ':' + port;
    }
}
