package io.aldis.agent.send;

import io.aldis.sip.HostPort;
import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import io.aldis.sip.Uri;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A server as a URI names it: host and port, before the look-up.
 *
 * @param transport as asked for; UDP when the URI names none (RFC 3263 §4.1)
 * @param asked whether the URI names a transport
 */
public record ServerAddress(HostPort host, Transport transport, boolean asked) {
    /** The host of the URI itself; empty when its transport is not supported. @throws SyntaxException for a maddr that is no host */
    public static Optional<ServerAddress> of(Uri uri) {
        if (!(uri instanceof SipUri sip) || sip.secure()) return Optional.empty();
        boolean asked = sip.parameters().has("transport");
        Optional<Transport> transport = asked ? sip.transport() : Optional.of(Transport.UDP);
        return transport.filter(known -> !web(known)).map(known -> new ServerAddress(host(sip), known, asked));
    }

    /** WebSocket transports are for browsers. */
    private static boolean web(Transport transport) {
        return transport == Transport.WS || transport == Transport.WSS;
    }

    /** RFC 3263 §4: the maddr parameter replaces the host. */
    private static HostPort host(SipUri uri) {
        String maddr = uri.parameters().getOr("maddr", "");
        return maddr.isEmpty()
                ? uri.hostPort()
                : HostPort.parse(maddr).withPort(uri.hostPort().port());
    }

    /** The URI to look up. */
    public SipUri uri() {
        return SipUri.parse("sip:" + host + (asked ? ";transport=" + transport.parameter() : ""));
    }

    public int port() {
        return host.portOr(transport.defaultPort());
    }

    /** The IP address, when the host is one and not a name. */
    public Optional<InetAddress> literal() {
        try {
            return Optional.of(InetAddress.ofLiteral(host.bareHost()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Whether the host is that address, and the port that port. */
    boolean isAt(InetSocketAddress address) {
        return port() == address.getPort()
                && literal().filter(address.getAddress()::equals).isPresent();
    }

    @Override
    public String toString() {
        return host.withPort(port()) + " over " + transport;
    }
}
