package io.aldis.server.registrar;

import io.aldis.server.Binding;
import io.aldis.server.DeviceTraits;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How many contacts one address may have. A phone that starts again has a new port, and its old contact stays until it expires; after
 * ten of these it would be refused, so that its old ones make room for it.
 *
 * @param absent bindings whose connection is gone, or whose device has not answered since they were set
 * @param connected bindings whose connection is there: they give way to none
 */
record ContactLimit(int most, List<Binding> absent, List<Binding> connected) {
    ContactLimit {
        absent = List.copyOf(absent);
        connected = List.copyOf(connected);
    }

    /**
     * The binding that makes room for a fresh one when there are too many: one that looks like the same phone, else one whose device is
     * absent; the oldest of these, first those that are both.
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
