package io.aldis.server;

import io.aldis.sip.Aor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What changes in the stores of a server: how a running server hears of changes that it has not made itself, and how the one that makes a change
 * waits until the servers use it. Safe for every thread.
 */
public interface ChangeFeed {
    /**
     * Calls the follower with the changes that are made after this call, at most about a second later, on a thread of the store, until the watch is
     * closed.
     */
    Watch follow(Follower follower) throws StoreException;

    /** A running server that has accounts and bindings in memory. */
    @FunctionalInterface
    interface Follower {
        /**
         * Accounts that this process or another has added, changed or removed, or whose stored messages an operator has made due
         * ({@link MailboxAdmin#retry}), imported ({@link MailboxAdmin#importMessage}) or deleted ({@link MailboxAdmin#delete}). When the follower cannot read
         * the store (it throws {@link StoreException}), it is called again with the same addresses.
         *
         * @return completes when the server uses the new state of these accounts
         */
        CompletionStage<?> accountsChanged(Set<Aor> accounts);

        /**
         * Another server has changed the bindings of that address. They may be older than a result of {@link BindingStore#compareAndSet}: compare
         * versions.
         */
        default void bindingsChanged(Aor aor, Registered registered) {}
    }

    /** Ends a {@link #follow}: no call begins after it returns; it waits for a call that is running. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits until every running server ({@link #follow}) uses all changes of accounts that were committed before this call. Not for an event loop, nor for
     * a thread of the store.
     *
     * @param patience the longest wait; the method returns after it in any case
     */
    Propagation awaitPropagation(Duration patience) throws StoreException;

    /**
     * How many of the running servers use a change.
     *
     * @param applied servers that use it
     * @param behind running servers that have not confirmed it
     */
    record Propagation(int applied, int behind) {}
}
