package io.aldis.server;

import io.aldis.server.DeviceStore.Known;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The devices of an account that a message is stored for: the remembered devices ({@link DeviceStore}) and the named ones, without those that are
 * done with it. A message that no device has taken is stored also when there is no such device: for one that registers later.
 *
 * @param named {@link Device#id}s of devices that wait for it, whether they are remembered or not
 * @param done devices that have taken or refused it
 * @param taken whether a device has taken it: it is then not offered to other devices later, and may be removed when the mailbox is full
 * @param only whether it is for the named devices and for no other in any case (RFC 5627 §6.1)
 * @param postponed the postponement of devices that have postponed it already, by {@link Device#id}; stored with the message
 * @param since devices that have not registered since then are left out
 * @param most upper bound of the remembered devices, the latest first
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

    /** The devices that wait for it. @param known devices of the account, the latest first */
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

    /** Whether it need not be stored: no device waits, and either one is done with it or it is for the named devices only. */
    public boolean needless(Set<String> devices) {
        return devices.isEmpty() && (!done.isEmpty() || only);
    }
}
