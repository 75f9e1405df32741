package io.aldis.server.registrar;

import io.aldis.server.Binding;
import java.util.Comparator;
import java.util.List;

/**
 * How many contacts one address may have. A phone that comes back over a new connection has a new port, and its old contact stays until
 * it expires; after ten of these it would be refused, so that its oldest ones make room for it.
 *
 * @param unconnected those whose connection is gone; nothing else makes room
 */
record Room(int most, List<Binding> unconnected) {
    Room {
        unconnected = List.copyOf(unconnected);
    }

    /** Takes as many away as there are too many, as long as there are some that came from the same phone as a fresh one. */
    void makeIn(List<Binding> after, List<Binding> fresh) {
        if (after.size() <= most || unconnected.isEmpty()) return;
        List<Binding> old = after.stream()
                .filter(each -> isUnconnected(each) && isOfOneWith(each, fresh))
                .sorted(Comparator.comparing(Binding::updated))
                .limit(after.size() - most)
                .toList();
        after.removeAll(old);
    }

    private boolean isUnconnected(Binding binding) {
        return unconnected.stream().anyMatch(binding::isSetWith);
    }

    /** Which phone it is nobody says who has no {@code +sip.instance}: the same user part at the same host must do. */
    private static boolean isOfOneWith(Binding old, List<Binding> fresh) {
        return !fresh.contains(old)
                && fresh.stream()
                        .anyMatch(each ->
                                each.contact().user().equals(old.contact().user())
                                        && each.contact()
                                                .host()
                                                .equalsIgnoreCase(old.contact().host()));
    }
}
