package io.aldis.server.mailbox;

import io.aldis.server.Device;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.DeviceStore.Sighting;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
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
 * {@link #MOST}.
 */
@OnEventLoop
final class Newcomers {
    /** Longer than a message is in transit before it is stored. */
    private static final Duration KEEP = Duration.ofMinutes(5);

    private static final int MOST = 10_000;
    /** Limit on waits: an account that registers all the time must not delay a write for ever. */
    private static final int ROUNDS = 10;

    /** The oldest first. */
    private final Map<Device, Instant> since = new LinkedHashMap<>();
    /** The same, by account and {@link Device#id}. */
    private final Map<Aor, Map<String, Instant>> byAccount = new HashMap<>();
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
        forget(device); // inserted again as the newest
        Instant old = now.minus(KEEP);
        var eldest = since.entrySet().iterator();
        while (eldest.hasNext()) {
            Map.Entry<Device, Instant> first = eldest.next();
            if (since.size() < MOST && !first.getValue().isBefore(old)) break;
            eldest.remove();
            forgetOf(first.getKey());
        }
        since.put(device, now);
        byAccount.computeIfAbsent(device.account(), fresh -> new HashMap<>(2)).put(device.id(), now);
    }

    private void forget(Device device) {
        if (since.remove(device) != null) forgetOf(device);
    }

    private void forgetOf(Device device) {
        byAccount.computeIfPresent(device.account(), (account, devices) -> {
            devices.remove(device.id());
            return devices.isEmpty() ? null : devices;
        });
    }

    /** {@link Device#id}s of those that registered after that time. */
    Set<String> after(Aor account, Instant time) {
        Map<String, Instant> devices = byAccount.get(account);
        if (devices == null) return Set.of();
        return devices.entrySet().stream()
                .filter(each -> each.getValue().isAfter(time))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
