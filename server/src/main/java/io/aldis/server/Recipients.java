package io.aldis.server;

import io.aldis.server.DeviceStore.Known;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The devices of an account that a message is kept for: those that the {@link DeviceStore} remembers and those that are named, without
 * those that are done with it. What no device has taken is kept also when there is no such device: for whichever registers next.
 *
 * @param named {@link Device#id}s that wait for it, whether they are remembered or not
 * @param done that have taken or refused it
 * @param taken whether one of them has taken it: it is not offered to others later, and makes room for other messages
 * @param only whether it is for the named devices and for no other, whatever becomes of it (RFC 5627 §6.1)
 * @param postponed how devices have postponed it already, by {@link Device#id}: that is on record with the message
 * @param since devices that have not registered since are forgotten
 * @param most that many of the remembered devices, the latest first
 */
public record Recipients(
        Set<String> named,
        Set<String> done,
        boolean taken,
        boolean only,
        Map<String, Postponement> postponed,
        Instant since,
        int most) {
    public Recipients {
        named = Set.copyOf(named);
        done = Set.copyOf(done);
        postponed = Map.copyOf(postponed);
    }

    /** No device has postponed it. */
    public Recipients(Set<String> named, Set<String> done, boolean taken, boolean only, Instant since, int most) {
        this(named, done, taken, only, Map.of(), since, most);
    }

    public Recipients postponed(Map<String, Postponement> by) {
        return new Recipients(named, done, taken, only, by, since, most);
    }

    public Optional<Postponement> postponement(String device) {
        return Optional.ofNullable(postponed.get(device));
    }

    /** Those that wait for it. @param known devices of the account, the latest first */
    public Set<String> devices(List<Known> known) {
        Set<String> devices = new LinkedHashSet<>();
        for (Known each : only ? List.<Known>of() : known) {
            if (devices.size() == most) break;
            if (!each.seen().isBefore(since)) devices.add(each.device().id());
        }
        devices.addAll(named);
        devices.removeAll(done);
        return devices;
    }

    /** Whether there is nothing to keep it for: some device has ended the matter, and no other waits. */
    public boolean needless(Set<String> devices) {
        return devices.isEmpty() && (!done.isEmpty() || only);
    }
}
