package io.aldis.sip;

import java.util.Locale;

/** The transports of RFC 3261 §18 and RFC 7118, with what distinguishes them. */
public enum Transport {
    UDP(false, false),
    TCP(true, false),
    TLS(true, true),
    WS(true, false),
    WSS(true, true);

    private final boolean reliable;
    private final boolean secure;

    Transport(boolean reliable, boolean secure) {
        this.reliable = reliable;
        this.secure = secure;
    }

    /** Whether the transport neither loses nor repeats messages, so that no retransmission timer runs (RFC 3261 §17). */
    public boolean reliable() {
        return reliable;
    }

    public boolean secure() {
        return secure;
    }

    /** The port when a URI or a Via names none (RFC 3261 §19.1.2; RFC 7118 §5). */
    public int defaultPort() {
        return switch (this) {
            case UDP, TCP -> 5060;
            case TLS -> 5061;
            case WS -> 80;
            case WSS -> 443;
        };
    }

    /** The value of a {@code transport} URI parameter: {@code udp}, {@code tcp}, … */
    public String parameter() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By Via token or URI parameter, whatever its case. @throws SyntaxException for an unknown transport */
    public static Transport of(String name) {
        for (Transport transport : values()) if (transport.name().equalsIgnoreCase(name)) return transport;
        throw new SyntaxException("transport", "udp, tcp, tls, ws or wss", name);
    }
}
