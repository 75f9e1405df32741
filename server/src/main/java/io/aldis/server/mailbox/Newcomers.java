package io.aldis.server.mailbox;

import io.aldis.server.Device;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.DeviceStore.Sighting;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Devices that have registered within the last minutes for the first time, or, nameless, under a new contact. An earlier message that
 * another device has taken is not stored for them: they may be the phone that has taken it (DESIGN §5.3). The oldest is dropped above
 * {@link #MOST}. For the event loop.
 */
final class Newcomers {
    /** Longer than a message is in transit before it is stored. */
    private static final Duration KEEP = Duration.ofMinutes(5);

    private static final int MOST = 10_000;
    /** Limit on waits: an account that registers all the time must not delay a write for ever. */
    private static final int ROUNDS = 10;

    private final Map<Device, Instant> since = new LinkedHashMap<>();
    /** Work that waits for the {@link #add} of registrations in progress, by account: one list per registration. */
    private final Map<Aor, Deque<List<Runnable>>> expected = new HashMap<>();

    /** Devices of the account have registered, and {@link #add} follows when it is known whether they are new. */
    void expect(Aor account) {
        expected.computeIfAbsent(account, fresh -> new ArrayDeque<>(1)).add(new ArrayList<>(0));
    }

    /** Runs the work after the {@link #add} of all registrations so far, and of those that come meanwhile; at once when none is expected. */
    void whenAdded(Aor account, Runnable work) {
        whenAdded(account, work, ROUNDS);
    }

    private void whenAdded(Aor account, Runnable work, int rounds) {
        Deque<List<Runnable>> before = expected.get(account);
        if (before == null || rounds == 0) work.run();
        else before.getLast().add(() -> whenAdded(account, work, rounds - 1));
    }

    private void added(Aor account) {
        Deque<List<Runnable>> before = expected.get(account);
        if (before == null) return;
        List<Runnable> waiting = before.remove();
        if (before.isEmpty()) expected.remove(account);
        for (Runnable each : waiting) each.run();
    }

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
        added(account);
    }

    private void add(Device device, Instant now) {
        since.values().removeIf(at -> at.isBefore(now.minus(KEEP)));
        if (since.size() >= MOST) since.remove(since.keySet().iterator().next());
        since.remove(device); // inserted again as the newest
        since.put(device, now);
    }

    /** {@link Device#id}s of those that registered after that time. */
    Set<String> after(Aor account, Instant time) {
        if (since.isEmpty()) return Set.of();
        return since.entrySet().stream()
                .filter(each -> each.getKey().account().equals(account)
                        && each.getValue().isAfter(time))
                .map(each -> each.getKey().id())
                .collect(Collectors.toSet());
    }
}
