package io.aldis.server.registrar;

import io.aldis.server.Binding;
import io.aldis.server.Device;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.DeviceTraits;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the device of a new contact without {@code +sip.instance} (DESIGN §2): bindings that exist at the same time belong to different devices; a
 * new one continues the device without a binding that matches it best. Pure.
 *
 * @param known devices of the account, including those that have bindings
 * @param unconnected bindings whose connection is closed
 * @param ended {@link Device#id}s of nameless bindings that the same REGISTER removes: a new contact in it replaces one of them
 */
record DeviceContinuity(List<Known> known, List<Binding> unconnected, List<String> ended) {
    DeviceContinuity {
        known = List.copyOf(known);
        unconnected = List.copyOf(unconnected);
        ended = List.copyOf(ended);
    }

    DeviceContinuity(List<Known> known, List<Binding> unconnected) {
        this(known, unconnected, List.of());
    }

    /** A copy for a REGISTER that removes the bindings of those nameless devices. */
    DeviceContinuity inPlaceOf(List<String> devices) {
        return new DeviceContinuity(known, unconnected, devices);
    }

    /** The older binding of the same phone over a closed connection, which the new contact replaces. */
    Optional<Binding> replaced(Binding fresh, List<Binding> live) {
        var traits = DeviceTraits.of(fresh);
        return live.stream()
                .filter(old -> old.nameless()
                        && unconnected.stream().anyMatch(old::isSetWith)
                        && (old.callId().equals(fresh.callId())
                                || DeviceTraits.of(old).looksLike(traits)))
                .min(Comparator.comparing(Binding::updated));
    }

    /** The {@link Device#id} for that contact among those bindings. @param before that of the binding that it replaces */
    String deviceOf(Binding fresh, Optional<String> before, List<Binding> live) {
        Set<String> used = live.stream().map(Binding::device).collect(Collectors.toSet());
        for (String device : ended) if (!used.contains(device)) return device;
        if (before.isPresent()) return before.get();
        var traits = DeviceTraits.of(fresh);
        return known.stream()
                .filter(each ->
                        each.device().nameless() && !used.contains(each.device().id()))
                .max(Comparator.<Known>comparingInt(each -> each.traits().match(traits))
                        .thenComparing((one, other) -> latest(one, other, traits)))
                .map(best -> best.device().id())
                .orElseGet(() -> unused(fresh.contact().text(), used));
    }

    /** Order of equal matches: the latest of the same registration client (RFC 3261 §10.2.4), else the one unseen for longest. */
    private static int latest(Known one, Known other, DeviceTraits traits) {
        boolean same = one.traits().isSameClient(traits);
        if (same != other.traits().isSameClient(traits)) return same ? 1 : -1;
        int later = one.seen().compareTo(other.seen());
        return same ? later : -later;
    }

    private String unused(String contact, Set<String> used) {
        Set<String> taken = new HashSet<>(used);
        for (Known each : known) taken.add(each.device().id());
        String id = contact;
        for (int i = 2; taken.contains(id); i++) id = contact + '#' + i;
        return id;
    }
}
