package io.aldis.server;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Some domains: none, all, or those of a list.
 *
 * @param all whether every domain is meant
 * @param names in lower case
 */
public record Domains(boolean all, Set<String> names) {
    public static final Domains NONE = new Domains(false, Set.of());
    public static final Domains ALL = new Domains(true, Set.of());

    public Domains {
        names = Set.copyOf(names);
    }

    public static Domains of(Collection<String> names) {
        return new Domains(
                false, names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    }

    public boolean has(String domain) {
        return all || names.contains(domain.toLowerCase(Locale.ROOT));
    }
}
