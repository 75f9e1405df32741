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
     * These devices of the account have registered. The first of them gets what was kept for {@link Device#nobodyYet}, if there is
     * any. Completes when it survives a kill of this process.
     *
     * @param devices {@link Device#id}s; at least one
     */
    CompletionStage<Void> seen(Aor account, List<String> devices, Instant at);

    /** Those that have registered at that time or later, the latest first. */
    CompletionStage<List<Known>> devices(Aor account, Instant since);

    /** All devices of all accounts, in the order of domains, users and ids, some at a time. @param after the last of the page before */
    CompletionStage<List<Known>> page(Optional<Device> after, int most);

    /**
     * A device of another store is known here, too: the later of both times stays. It gets nothing by that. Completes when it survives a
     * power failure.
     */
    CompletionStage<Void> bring(Known known);

    /** Forgets a device and what is kept for it. @return whether it was known */
    CompletionStage<Boolean> forget(Device device);

    /** Forgets devices that have not registered since then and that nothing is kept for, those {@code most} at a time. @return how many */
    CompletionStage<Integer> purge(Instant since, int most);

    /** A device, and when it has registered last. */
    record Known(Device device, Instant seen) {}
}
