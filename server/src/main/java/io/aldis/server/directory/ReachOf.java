package io.aldis.server.directory;

import io.aldis.net.Flow;
import io.aldis.server.Binding;
import io.aldis.server.Reach;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** How a binding or a URI is reached: the rules of PHONES, one after the other. */
final class ReachOf {
    private ReachOf() {}

    /**
     * While the connection of its REGISTER lives, over that; behind a NAT, to where it came from; else along its Path, or to the
     * contact as it is written.
     */
    static Reach binding(Binding binding, Map<String, Flow> flows) {
        Flow flow = flows.get(binding.flow());
        if (flow != null) return new Reach.Over(flow);
        if (!binding.path().isEmpty()) return along(binding.path().getFirst());
        return binding.received().isEmpty() ? uri(binding.contact()) : address(binding.received());
    }

    /** To the first hop of a Path or another server's way. */
    static Reach along(String route) {
        return NameAddr.parse("Path", route).uri() instanceof SipUri hop
                ? uri(hop)
                : new Reach.Nowhere("no way along " + route);
    }

    /** {@code udp:192.0.2.1:5060}. */
    private static Reach address(String text) {
        int colon = text.indexOf(':');
        return uri(SipUri.parse("sip:" + text.substring(colon + 1) + ";transport=" + text.substring(0, colon)));
    }

    /** By the URI alone, as far as nothing must be looked up. */
    static Reach uri(SipUri uri) {
        String name = uri.parameters().getOr("transport", "udp");
        Transport transport = uri.transport().orElse(Transport.UDP);
        if (uri.secure() || !transport.name().equalsIgnoreCase(name) || transport.secure() || transport == Transport.WS)
            return new Reach.Nowhere("no way to " + uri + " by " + (uri.secure() ? "tls" : name));
        String host = uri.hostPort().bareHost();
        int port = uri.hostPort().portOr(transport.defaultPort());
        if (host.endsWith(".invalid")) return new Reach.Nowhere("the connection of " + uri + " is gone");
        try {
            return new Reach.To(transport, new InetSocketAddress(InetAddress.ofLiteral(host), port));
        } catch (IllegalArgumentException notLiteral) {
            return new Reach.Named(uri);
        }
    }
}
