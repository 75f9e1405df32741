package io.aldis.server;

import io.aldis.sip.Aor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Bindings of accounts on disk. Safe for every thread, and for several servers at a time. Instants are kept to the millisecond; flows
 * are not kept.
 */
public interface BindingStore {
    /** How long expired bindings are kept, so that a server which is started again finds those that expired while it was down. */
    Duration EXPIRED_KEPT = Duration.ofDays(1);

    /** Whether other servers may write to this store. */
    default boolean shared() {
        return false;
    }

    /**
     * Passes every address-of-record with bindings to {@code each}; those that have expired since they were last changed are included. Deletes the
     * ones that expired more than {@link #EXPIRED_KEPT} ago after that. For the start: may wait, also for changes that were requested before.
     */
    void readAll(BiConsumer<Aor, Registered> each) throws StoreException;

    /**
     * Changes the bindings of an address atomically: changes that two servers request at once are made one after the other, each on the result of the
     * other. Bindings of an address without an account are dropped silently. Does not wait: changes are made in the order of the calls and written in
     * groups. Completes, on a thread of the store that must not be blocked, when the change survives a kill of this process, or exceptionally with a
     * {@link StoreException}, at once when too many changes wait.
     *
     * @param change from the unexpired bindings, without flows, to the new ones; an answer leaves all as it was. Runs on a thread of the store,
     *     perhaps more than once: must be quick and have no side effects.
     */
    CompletionStage<Step<Registered>> change(Aor aor, Function<List<Binding>, Step<List<Binding>>> change);

    /** Makes {@code bindings} the whole set of that address, in this order; an empty list deletes the set. */
    default CompletionStage<Void> replace(Aor aor, List<Binding> bindings) {
        return change(aor, _ -> Step.go(bindings)).thenAccept(_ -> {});
    }

    /**
     * Calls back with the changes that other servers make after this call, at most about a second later, on a thread of the store, until the watch is
     * closed. They may be older than a result of {@link #change}: compare versions.
     */
    AccountStore.Watch watch(BiConsumer<Aor, Registered> changed) throws StoreException;
}
