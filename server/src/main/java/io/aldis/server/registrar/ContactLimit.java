package io.aldis.server.registrar;

import io.aldis.server.Binding;
import io.aldis.server.DeviceTraits;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Limit on the contacts of one address. A phone that restarts has a new port, and its old contact stays until it expires. After ten restarts it would
 * be refused; so its older bindings are replaced.
 *
 * @param absent bindings whose connection is closed, or whose device has not answered since they were set
 * @param connected bindings whose connection is open: they are never replaced
 */
record ContactLimit(int most, List<Binding> absent, List<Binding> connected) {
    ContactLimit {
        absent = List.copyOf(absent);
        connected = List.copyOf(connected);
    }

    /**
     * The binding that a fresh one replaces when there are too many: one that looks like the same phone, or whose device is absent. Preferred are
     * those that are both, then those that look like the same phone; among equals the oldest.
     */
    Optional<Binding> instead(List<Binding> live, Binding fresh) {
        return live.stream()
                .filter(old -> connected.stream().noneMatch(old::isSetWith))
                .filter(old -> isAbsent(old) || looksLike(old, fresh))
                .min(Comparator.<Binding, Boolean>comparing(old -> !(isAbsent(old) && looksLike(old, fresh)))
                        .thenComparing(old -> !looksLike(old, fresh))
                        .thenComparing(Binding::updated));
    }

    private boolean isAbsent(Binding binding) {
        return absent.stream().anyMatch(binding::isSetWith);
    }

    private static boolean looksLike(Binding old, Binding fresh) {
        boolean sameHost = old.contact().host().equalsIgnoreCase(fresh.contact().host())
                && old.contact().user().equals(fresh.contact().user());
        return old.nameless()
                && fresh.nameless()
                && (sameHost || DeviceTraits.of(old).looksLike(DeviceTraits.of(fresh)));
    }
}
