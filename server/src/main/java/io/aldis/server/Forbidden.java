package io.aldis.server;

import io.aldis.sip.HostPort;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Networks that registrants and senders may not make this server send to: those on its inner side. A source inside of one of these networks may name
 * addresses of the same network, as a phone in the local network does. A source outside that registers {@code sip:me@10.0.0.1} would else use the
 * server to reach inner hosts.
 *
 * @param networks each is checked on its own: one that contains the target must contain the source
 */
public record Forbidden(List<Cidr> networks) {
    /** Loopback, link-local, private networks (RFC 1918, RFC 4193, RFC 6598), multicast and other non-unicast addresses (RFC 6890). */
    static final String USUAL = "0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12,"
            + " 192.168.0.0/16, 224.0.0.0/3, ::/127, fc00::/7, fe80::/10, ff00::/8";

    public static final Forbidden DEFAULT =
            new Forbidden(Arrays.stream(USUAL.split(", ", -1)).map(Cidr::parse).toList());

    /** No network is forbidden: for sources that the operator trusts. */
    public static final Forbidden NOTHING = new Forbidden(List.of());

    public Forbidden {
        networks = List.copyOf(networks);
    }

    /** Whether a source may not make this server send to that address. */
    public boolean forbids(InetAddress source, InetAddress there) {
        for (Cidr network : networks) if (network.contains(there) && !network.contains(source)) return true;
        return false;
    }

    /** The same for a host as written. A host name is allowed here; the addresses it resolves to are checked at the lookup. */
    public boolean forbids(InetAddress source, HostPort there) {
        if (!mayBeAddress(there.bareHost())) return false;
        try {
            return forbids(source, InetAddress.ofLiteral(there.bareHost()));
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    /** Told by its last character and by colons: an exception for each host name would cost more than the rest of the check. */
    private static boolean mayBeAddress(String host) {
        return host.indexOf(':') >= 0 || (!host.isEmpty() && Character.isDigit(host.charAt(host.length() - 1)));
    }
}
