package io.aldis.server;

import io.aldis.sip.Aor;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** Bindings on disk. Safe for every thread. */
public interface BindingStore {
    /** Hands over every address-of-record that has bindings, unexpired or not. May wait. */
    void readAll(BiConsumer<Aor, List<Binding>> each) throws StoreException;

    /**
     * Makes {@code bindings} the whole set of that address; an empty list forgets it. Does not wait: changes are kept in the order
     * of the calls and written in groups. Completes, on a thread of the store, when the change survives a kill of this process, or
     * exceptionally with a {@link StoreException}, at once when too many changes wait.
     */
    CompletionStage<Void> replace(Aor aor, List<Binding> bindings);
}
