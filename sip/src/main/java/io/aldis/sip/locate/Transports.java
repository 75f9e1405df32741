package io.aldis.sip.locate;

import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The transports that requests may use.
 *
 * @param ours those that have a socket here
 * @param streamsFirst whether a transport with congestion control is preferred where the domain states no preference, as RFC 3428 §8
 *     asks for MESSAGE; the order of NAPTR records has precedence
 */
public record Transports(List<Transport> ours, boolean streamsFirst) {
    public Transports {
        ours = List.copyOf(ours);
    }

    /** UDP and TCP, TCP preferred. */
    public static final Transports PLAIN = new Transports(List.of(Transport.UDP, Transport.TCP), true);

    boolean have(Transport transport) {
        return ours.contains(transport);
    }

    /**
     * The transports for a URI, the preferred ones first. A sips: URI gets secure ones only. A sip: URI gets the others, because the SRV
     * records of secure transports belong to sips: URIs (RFC 3263 §4.1); it gets secure ones when there are no others.
     */
    List<Transport> fit(boolean secure) {
        boolean plain = !secure && ours.stream().anyMatch(transport -> !transport.secure());
        return ours.stream()
                .filter(transport -> transport.secure() != plain)
                .sorted(liking())
                .toList();
    }

    /** Order of preference: congestion control first if {@link #streamsFirst}. Others compare as equal, so a stable sort keeps their order. */
    Comparator<Transport> liking() {
        return Comparator.comparing(transport -> streamsFirst && !transport.reliable());
    }

    /** The transport parameter of the URI, as written; empty when there is none. {@link #named} interprets it. */
    static Optional<String> asked(SipUri uri) {
        return uri.parameters().get("transport");
    }

    /** The transport of that parameter, if it is available. In a sips: URI tcp means TLS over TCP (RFC 3261 §26.2.2). */
    Optional<Transport> named(String name, boolean secure) {
        return ours.stream()
                .filter(transport -> transport.parameter().equalsIgnoreCase(secure ? secured(name) : name))
                .filter(transport -> transport.secure() || !secure)
                .findFirst();
    }

    private static String secured(String name) {
        if (name.equalsIgnoreCase("tcp")) return "tls";
        return name.equalsIgnoreCase("ws") ? "wss" : name;
    }

    /** UDP for sip:, TLS for sips: (RFC 3263 §4.1). TCP for sip: when there is no UDP; empty when that is missing, too. */
    Optional<Transport> usual(boolean secure) {
        Transport usual = secure ? Transport.TLS : Transport.UDP;
        return have(usual) || secure
                ? Optional.of(usual).filter(this::have)
                : Optional.of(Transport.TCP).filter(this::have);
    }
}
