package io.aldis.server;

import io.aldis.sip.Aor;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** Bindings of accounts on disk. Safe for every thread. Instants are kept to the millisecond; flows are not kept. */
public interface BindingStore {
    /**
     * Hands over every address-of-record that has bindings which have not expired, and forgets the others. For the start: may
     * wait, also for the changes that were asked for before.
     */
    void readAll(BiConsumer<Aor, List<Binding>> each) throws StoreException;

    /**
     * Makes {@code bindings} the whole set of that address, in this order; an empty list forgets it. Those of an address that has
     * no account (any more) are dropped in silence. Does not wait: changes are kept in the order of the calls and written in
     * groups. Completes, on a thread of the store that must not be kept waiting, when the change survives a kill of this process,
     * or exceptionally with a {@link StoreException}, at once when too many changes wait.
     */
    CompletionStage<Void> replace(Aor aor, List<Binding> bindings);
}
