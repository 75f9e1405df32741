package io.aldis.server;

import io.aldis.sip.HostPort;
import java.net.InetAddress;
import java.util.List;

/**
 * Where others may not have us send: networks that are behind us, not before us. A sender that is in one of them may name addresses of
 * that same network, as a phone in the house does; a stranger who registers {@code sip:me@10.0.0.1} would make us his hand in there.
 *
 * @param networks each for itself
 */
public record Forbidden(List<Cidr> networks) {
    /** This machine, links, private networks (RFC 1918, RFC 4193, RFC 6598), and what is no single place (RFC 6890). */
    public static final Forbidden DEFAULT = new Forbidden(List.of(
            Cidr.parse("0.0.0.0/8"),
            Cidr.parse("10.0.0.0/8"),
            Cidr.parse("100.64.0.0/10"),
            Cidr.parse("127.0.0.0/8"),
            Cidr.parse("169.254.0.0/16"),
            Cidr.parse("172.16.0.0/12"),
            Cidr.parse("192.168.0.0/16"),
            Cidr.parse("224.0.0.0/3"),
            Cidr.parse("::/127"),
            Cidr.parse("fc00::/7"),
            Cidr.parse("fe80::/10"),
            Cidr.parse("ff00::/8")));

    /** For those whom the operator trusts. */
    public static final Forbidden NOTHING = new Forbidden(List.of());

    public Forbidden {
        networks = List.copyOf(networks);
    }

    /** Whether somebody at that source may not have us send there. */
    public boolean forbids(InetAddress source, InetAddress there) {
        for (Cidr network : networks) if (network.contains(there) && !network.contains(source)) return true;
        return false;
    }

    /** The same for a host as it is written; a name is allowed, and what it leads to is looked at when it is looked up. */
    public boolean forbids(InetAddress source, HostPort there) {
        try {
            return forbids(source, InetAddress.ofLiteral(there.bareHost()));
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }
}
