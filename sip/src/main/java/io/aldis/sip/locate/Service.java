package io.aldis.sip.locate;

import io.aldis.sip.Transport;
import java.util.Optional;

/** The names of the transports in the DNS: SRV labels and NAPTR services (RFC 3263 §4.1, RFC 7118 §6). */
final class Service {
    private Service() {}

    /** {@code _sip._udp.example.com}. */
    static String srv(Transport transport, String domain) {
        return (transport.secure() ? "_sips." : "_sip.") + protocol(transport) + '.' + domain;
    }

    private static String protocol(Transport transport) {
        return switch (transport) {
            case UDP -> "_udp";
            case TCP, TLS -> "_tcp";
            case WS, WSS -> "_ws";
        };
    }

    /** The transport of a NAPTR service such as {@code SIP+D2U}, compared without case; empty for a service that is not SIP. */
    static Optional<Transport> naptr(String service) {
        for (Transport transport : Transport.values())
            if (naptr(transport).equalsIgnoreCase(service)) return Optional.of(transport);
        return Optional.empty();
    }

    private static String naptr(Transport transport) {
        return switch (transport) {
            case UDP -> "SIP+D2U";
            case TCP -> "SIP+D2T";
            case TLS -> "SIPS+D2T";
            case WS -> "SIP+D2W";
            case WSS -> "SIPS+D2W";
        };
    }
}
