package io.aldis.server;

import io.aldis.sip.HostPort;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A set of domains: none, all, or those of a list.
 *
 * @param all whether every domain is in the set
 * @param names each in the spelling of {@link HostPort#oneSpelling}
 */
public record Domains(boolean all, Set<String> names) {
    public static final Domains NONE = new Domains(false, Set.of());
    public static final Domains ALL = new Domains(true, Set.of());

    public Domains {
        names = Set.copyOf(names);
    }

    public static Domains of(Collection<String> names) {
        return new Domains(false, names.stream().map(HostPort::oneSpelling).collect(Collectors.toSet()));
    }

    public boolean has(String domain) {
        return all || names.contains(HostPort.oneSpelling(domain));
    }
}
