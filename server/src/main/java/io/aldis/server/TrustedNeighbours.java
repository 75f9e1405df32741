package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.net.Listen;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The sources whose requests need no credentials, whatever sender they name (a trust domain, RFC 3325 §2.4).
 *
 * @param networks networks of their addresses
 * @param listeners listeners that only they can reach
 * @param domains domains of their certificates (RFC 5922), in lower case
 */
public record TrustedNeighbours(Predicate<InetAddress> networks, Set<Listen> listeners, Set<String> domains) {
    public static final TrustedNeighbours NOBODY = new TrustedNeighbours(address -> false, Set.of(), Set.of());

    /** The default: nobody. */
    public static final TrustedNeighbours DEFAULT = NOBODY;

    public TrustedNeighbours {
        listeners = Set.copyOf(listeners);
        domains = Set.copyOf(domains);
    }

    /** With other networks. */
    public TrustedNeighbours in(Predicate<InetAddress> others) {
        return new TrustedNeighbours(others, listeners, domains);
    }

    /** With other listeners. */
    public TrustedNeighbours at(Collection<Listen> others) {
        return new TrustedNeighbours(networks, Set.copyOf(others), domains);
    }

    /** With other domains. */
    public TrustedNeighbours of(Collection<String> others) {
        return new TrustedNeighbours(
                networks,
                listeners,
                others.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    }

    /** Whether requests from that flow are trusted. */
    public boolean covers(Flow from) {
        return reaches(from)
                || (!listeners.isEmpty()
                        && from.listener().filter(listeners::contains).isPresent());
    }

    /** Whether that peer may receive data for the trust domain only. The local listener is not considered, as it says nothing about the peer. */
    public boolean reaches(Flow to) {
        if (networks.test(to.remote().getAddress())) return true;
        for (String identity : to.identities()) if (domains.contains(identity)) return true;
        return false;
    }
}
