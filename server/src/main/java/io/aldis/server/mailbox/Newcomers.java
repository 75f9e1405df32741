package io.aldis.server.mailbox;

import io.aldis.server.Device;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.DeviceStore.Sighting;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Devices that have registered a moment ago for the first time, or nameless under another contact than before. A message that came before and
 * that another device has taken is not for them: they may be the very phone that has taken it (DESIGN §5.3). The oldest is forgotten when
 * there are too many. For the event loop.
 */
final class Newcomers {
    /** Longer than a message is under way before it is kept. */
    private static final Duration KEEP = Duration.ofMinutes(5);

    private static final int MOST = 10_000;

    private final Map<Device, Instant> since = new LinkedHashMap<>();

    /** @param known devices of the account that were known before these registered */
    void add(Aor account, List<Sighting> devices, List<Known> known, Instant now) {
        for (Sighting each : devices) {
            var device = new Device(account, each.id());
            boolean same = known.stream()
                    .anyMatch(one -> one.device().equals(device)
                            && (!device.nameless()
                                    || one.traits()
                                            .contact()
                                            .equals(each.traits().contact())));
            if (!same) add(device, now);
        }
    }

    private void add(Device device, Instant now) {
        since.values().removeIf(at -> at.isBefore(now.minus(KEEP)));
        if (since.size() >= MOST) since.remove(since.keySet().iterator().next());
        since.remove(device); // to the end of the line
        since.put(device, now);
    }

    /** {@link Device#id}s of those that came after that time. */
    Set<String> after(Aor account, Instant time) {
        if (since.isEmpty()) return Set.of();
        return since.entrySet().stream()
                .filter(each -> each.getKey().account().equals(account)
                        && each.getValue().isAfter(time))
                .map(each -> each.getKey().id())
                .collect(Collectors.toSet());
    }
}
