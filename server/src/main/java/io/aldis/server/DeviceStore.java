package io.aldis.server;

import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The devices that accounts have had, on disk: a device that is away is one that is remembered here and has no binding. Safe for every
 * thread; nothing waits. What cannot be done completes with a {@link StoreException}.
 */
public interface DeviceStore {
    /**
     * These devices of the account have registered. Each is from now on offered what no device of the account has taken. A nameless
     * device whose contact has changed loses its copies of what another device has taken meanwhile (DESIGN §5.3). Completes when it
     * survives a kill of this process.
     *
     * @param devices at least one
     */
    CompletionStage<Void> seen(Aor account, List<Sighting> devices, Instant at);

    /** Those that have registered at that time or later, the latest first. */
    CompletionStage<List<Known>> devices(Aor account, Instant since);

    /** All devices of all accounts, in the order of domains, users and ids, some at a time. @param after the last of the page before */
    CompletionStage<List<Known>> page(Optional<Device> after, int most);

    /**
     * A device of another store is known here, too: the later of both times stays. It gets nothing by that. Completes when it survives a
     * power failure.
     */
    CompletionStage<Void> bring(Known known);

    /** Forgets a device, and what is kept for it alone since others have taken it. @return whether it was known */
    CompletionStage<Boolean> forget(Device device);

    /** Forgets devices that have not registered since then and that nothing is kept for, those {@code most} at a time. @return how many */
    CompletionStage<Integer> purge(Instant since, int most);

    /** A device that registers: its {@link Device#id}, and what a nameless one is recognised by. */
    record Sighting(String id, DeviceTraits traits) {
        public static Sighting of(Binding binding) {
            return new Sighting(binding.device(), binding.nameless() ? DeviceTraits.of(binding) : DeviceTraits.UNKNOWN);
        }
    }

    /** A device, what a nameless one is recognised by, and when it was last known to be there. */
    record Known(Device device, DeviceTraits traits, Instant seen) {}
}
