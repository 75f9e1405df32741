package io.aldis.server;

import io.aldis.sip.Aor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Bindings of accounts on disk. Safe for every thread, and for several servers at a time. Instants are kept to the millisecond; flows
 * are not kept. Other servers hear of changes by the {@link ChangeFeed}.
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
     * The bindings of one address, as {@link #readAll} passes them. Does not wait: completes on a thread of the store that must not be blocked, or
     * exceptionally with a {@link StoreException}.
     */
    CompletionStage<Registered> read(Aor aor);

    /**
     * Makes {@code bindings} the whole set of an address, in this order, if its version is still the given one; an empty list deletes the set. Of two
     * servers that do this at once with the same version, one succeeds. Bindings of an address without an account are dropped silently. Does not wait:
     * sets are written in the order of the calls, many in one transaction. Completes, on a thread of the store that must not be blocked, when the set
     * survives a kill of this process, or exceptionally with a {@link StoreException}, at once when too many changes wait.
     *
     * @param version of the set that the new one was made from: {@link Registered#version}, 0 when there was none. The version of the new set is higher
     */
    CompletionStage<SetResult> compareAndSet(Aor aor, long version, List<Binding> bindings);

    /**
     * The result of {@link #compareAndSet}.
     *
     * @param set whether the bindings were written
     * @param now what the address has now: the new set with its version, or that of another writer
     */
    record SetResult(boolean set, Registered now) {}
}
