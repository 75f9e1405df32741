package io.aldis.server;

import io.aldis.sip.Aor;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Bindings of accounts on disk. Safe for every thread, and for several servers at a time. Instants are kept to the millisecond; flows
 * are not kept.
 */
public interface BindingStore {
    /** Whether other servers may write there, too. */
    default boolean shared() {
        return false;
    }

    /**
     * Hands over every address-of-record that has bindings which have not expired, and forgets the others. For the start: may
     * wait, also for the changes that were asked for before.
     */
    void readAll(BiConsumer<Aor, Registered> each) throws StoreException;

    /**
     * Changes the bindings of an address, with nobody in between: what two servers are asked for at once is done one after the other,
     * each on what the other has left. Those of an address that has no account (any more) are dropped in silence. Does not wait:
     * changes are made in the order of the calls and written in groups. Completes, on a thread of the store that must not be
     * kept waiting, when the change survives a kill of this process, or exceptionally with a {@link StoreException}, at once when
     * too many changes wait.
     *
     * @param change from the bindings that have not expired, without flows, to those that are to be; an answer leaves all as it was.
     *     Runs on a thread of the store, perhaps more than once: must be quick and do nothing else.
     */
    CompletionStage<Step<Registered>> change(Aor aor, Function<List<Binding>, Step<List<Binding>>> change);

    /** Makes {@code bindings} the whole set of that address, in this order; an empty list forgets it. */
    default CompletionStage<Void> replace(Aor aor, List<Binding> bindings) {
        return change(aor, _ -> Step.go(bindings)).thenAccept(_ -> {});
    }

    /**
     * Calls back with what other servers have changed after this call, soon after they did (a second at the most), on a thread of the
     * store, until the watch is closed. What comes may be older than what {@link #change} has said meanwhile: versions tell.
     */
    AccountStore.Watch watch(BiConsumer<Aor, Registered> changed) throws StoreException;
}
