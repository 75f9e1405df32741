package io.aldis.server.location;

import io.aldis.net.Flow;
import io.aldis.server.Binding;
import io.aldis.server.Reach;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a binding or a URI is reached: the rules of PHONES in their order. */
final class NextHopRule {
    private static final List<Transport> SPOKEN = List.of(Transport.UDP, Transport.TCP, Transport.TLS);

    private NextHopRule() {}

    /**
     * Over the connection of its REGISTER while that is open; behind a NAT to the source of the REGISTER; else along its Path, or to the contact as
     * written.
     */
    static Reach binding(Binding binding, Map<String, Flow> flows) {
        return kept(binding, any(binding, flows));
    }

    /** A sips contact is reached by TLS or not at all (RFC 5630 §5.3). */
    static Reach kept(Binding binding, Reach reach) {
        return binding.contact().secure() && !Schemes.keepsTls(reach) ? nowhere(binding.contact(), "tls") : reach;
    }

    private static Reach any(Binding binding, Map<String, Flow> flows) {
        Flow flow = flows.get(binding.flow());
        if (flow != null) return new Reach.Over(flow, binding.outbound() || binding.onlyByItsConnection());
        if (!binding.path().isEmpty()) return along(binding.path().getFirst()).saidFrom(binding.registrant());
        return binding.reachedAtItsSource()
                ? address(binding.received())
                : uri(binding.contact()).saidFrom(binding.registrant());
    }

    /** To the first hop of a Path, or to another server ({@link Binding#clusterRoute}). */
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

    /**
     * By the URI alone; a host name is left to a later look-up. TLS needs a host name: certificates for IP addresses are not accepted (RFC 5922
     * §7.1).
     */
    static Reach uri(SipUri uri) {
        String name = uri.parameters().getOr("transport", uri.secure() ? "tcp" : "udp");
        Optional<Transport> transport = SPOKEN.stream()
                .filter(known -> known.name().equalsIgnoreCase(name))
                .filter(known -> known.reliable() || !uri.secure())
                .findFirst();
        String host = uri.hostPort().bareHost();
        if (host.endsWith(".invalid")) return new Reach.Nowhere("the connection of " + uri + " is gone");
        Optional<InetAddress> literal = literal(host);
        boolean secure = uri.secure() || transport.filter(Transport::secure).isPresent();
        if (transport.isEmpty() || (secure && literal.isPresent())) return nowhere(uri, uri.secure() ? "tls" : name);
        int port = uri.hostPort().portOr(transport.get().defaultPort());
        return literal.<Reach>map(address -> new Reach.To(transport.get(), new InetSocketAddress(address, port)))
                .orElseGet(() -> new Reach.Named(uri));
    }

    private static Reach nowhere(SipUri uri, String transport) {
        return new Reach.Nowhere("no way to " + uri + " by " + transport);
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException notLiteral) {
            return Optional.empty();
        }
    }
}
