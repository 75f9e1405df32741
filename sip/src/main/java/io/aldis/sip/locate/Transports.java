package io.aldis.sip.locate;

import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The transports that we speak.
 *
 * @param ours without those that have no socket here
 * @param streamsFirst whether a transport that controls congestion is preferred where the domain offers several on equal terms, as
 *     MESSAGE wants it (RFC 3428 §8); a domain that orders its NAPTR records is obeyed
 */
public record Transports(List<Transport> ours, boolean streamsFirst) {
    public Transports {
        ours = List.copyOf(ours);
    }

    /** UDP and TCP, a stream where there is a choice. */
    public static final Transports PLAIN = new Transports(List.of(Transport.UDP, Transport.TCP), true);

    boolean have(Transport transport) {
        return ours.contains(transport);
    }

    /**
     * Those that may carry a request to such a URI, the best liked first: a sips: URI is never sent in the clear, and the SRV records
     * of secure transports belong to sips: URIs (RFC 3263 §4.1), unless we have no others.
     */
    List<Transport> fit(boolean secure) {
        boolean plain = !secure && ours.stream().anyMatch(transport -> !transport.secure());
        return ours.stream()
                .filter(transport -> transport.secure() != plain)
                .sorted(liking())
                .toList();
    }

    /** Sorting by it is stable: it says nothing about two that are liked alike. */
    Comparator<Transport> liking() {
        return Comparator.comparing(transport -> streamsFirst && !transport.reliable());
    }

    /** What the URI asks for by its parameter (RFC 3261 §26.2.2: TCP in a sips: URI means TLS over it); empty when it asks for nothing. */
    static Optional<String> asked(SipUri uri) {
        return uri.parameters().get("transport");
    }

    /** The transport of that name for such a URI, if we have it. */
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

    /** UDP for sip:, TLS over TCP for sips: (RFC 3263 §4.1), or what comes closest when we have no UDP. */
    Optional<Transport> usual(boolean secure) {
        Transport usual = secure ? Transport.TLS : Transport.UDP;
        return have(usual) || secure
                ? Optional.of(usual).filter(this::have)
                : Optional.of(Transport.TCP).filter(this::have);
    }
}
