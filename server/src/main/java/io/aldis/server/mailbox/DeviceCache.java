package io.aldis.server.mailbox;

import io.aldis.server.DeviceStore.Known;
import io.aldis.server.DeviceStore.Reached;
import io.aldis.server.DeviceStore.Sighting;
import io.aldis.server.DeviceTraits;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * LRU cache of the {@link io.aldis.server.DeviceStore}: {@value #MOST} accounts, 1 minute, since another server may have stored a new
 * device. Saves a read of the store for a message that all devices take.
 */
@OnEventLoop
final class DeviceCache {
    private static final Duration KEEP = Duration.ofMinutes(1);
    private static final int MOST = 100_000;

    private record Seen(DeviceTraits traits, Reached reached, Instant at) {}

    private record Household(Map<String, Seen> seen, Instant until) {}

    private final LinkedHashMap<Aor, Household> households = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Aor, Household> eldest) {
            return size() > MOST;
        }
    };

    /** All devices of that account, if they are cached and not too old. */
    Optional<Set<String>> devices(Aor account, Instant now) {
        Household known = households.get(account);
        return known == null || known.until().isBefore(now)
                ? Optional.empty()
                : Optional.of(known.seen().keySet());
    }

    /** Devices of that account that are in the cache, however old that is. */
    Set<String> seen(Aor account) {
        Household known = households.get(account);
        return known == null ? Set.of() : Set.copyOf(known.seen().keySet());
    }

    void learn(Aor account, List<Known> devices, Instant now) {
        Map<String, Seen> seen = new HashMap<>();
        for (Known known : devices)
            seen.put(known.device().id(), new Seen(known.traits(), known.reached(), known.seen()));
        households.put(account, new Household(seen, now.plus(KEEP)));
    }

    /** Whether the device is known to have registered with that contact, and as reachable as now, at that time or later. */
    boolean seenSince(Aor account, Sighting device, Instant since) {
        Household known = households.get(account);
        Seen seen = known == null ? null : known.seen().get(device.id());
        return seen != null
                && !seen.at().isBefore(since)
                && seen.traits().contact().equals(device.traits().contact())
                && (device.reached() == Reached.UNKNOWN || device.reached() == seen.reached());
    }

    /** A device has registered. */
    void seen(Aor account, Sighting device, Instant now) {
        households
                .computeIfAbsent(account, fresh -> new Household(new HashMap<>(), Instant.MIN))
                .seen()
                .put(device.id(), new Seen(device.traits(), device.reached(), now));
    }

    void forget(Aor account, String device) {
        Household known = households.get(account);
        if (known != null) known.seen().remove(device);
    }
}
