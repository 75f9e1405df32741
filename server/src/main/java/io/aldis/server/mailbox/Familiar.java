package io.aldis.server.mailbox;

import io.aldis.server.DeviceStore.Known;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Devices of accounts that had to do with us lately, so that a message that all devices take costs no look at the store. Forgotten after
 * a minute, since another server may have met a new one. For the event loop.
 */
final class Familiar {
    private static final Duration KEEP = Duration.ofMinutes(1);
    private static final int MOST = 100_000;

    private record Household(Map<String, Instant> seen, Instant until) {}

    private final LinkedHashMap<Aor, Household> households = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Aor, Household> eldest) {
            return size() > MOST;
        }
    };

    /** All devices of that account, if they are known. */
    Optional<Set<String>> devices(Aor account, Instant now) {
        Household known = households.get(account);
        return known == null || known.until().isBefore(now)
                ? Optional.empty()
                : Optional.of(known.seen().keySet());
    }

    void learn(Aor account, List<Known> devices, Instant now) {
        Map<String, Instant> seen = new HashMap<>();
        for (Known known : devices) seen.put(known.device().id(), known.seen());
        households.put(account, new Household(seen, now.plus(KEEP)));
    }

    /** Whether the device is known to have registered at that time or later. */
    boolean seenSince(Aor account, String device, Instant since) {
        Household known = households.get(account);
        Instant seen = known == null ? null : known.seen().get(device);
        return seen != null && !seen.isBefore(since);
    }

    /** A device has registered. */
    void seen(Aor account, String device, Instant now) {
        households
                .computeIfAbsent(account, fresh -> new Household(new HashMap<>(), Instant.MIN))
                .seen()
                .put(device, now);
    }
}
