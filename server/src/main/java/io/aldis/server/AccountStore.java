package io.aldis.server;

import io.aldis.sip.Aor;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Accounts on disk. Methods may wait: never call them on an event loop or on a thread of the store. Safe for every thread, and
 * for several processes at a time. A method that returns has made its change durable.
 */
public interface AccountStore {
    Optional<Account> find(Aor aor) throws StoreException;

    /** Adds the account, or replaces the stored one. @return whether it is new */
    boolean put(Account account) throws StoreException;

    /** Removes the account and its bindings. @return whether it was there */
    boolean remove(Aor aor) throws StoreException;

    /** All accounts of these domains (of all domains when none are named), by domain, then by user. */
    List<Account> list(Collection<String> domains) throws StoreException;

    /** A page of all accounts in the order of {@link #list}. @param after the last account of the previous page */
    List<Account> page(Optional<Aor> after, int most) throws StoreException;

    /**
     * Calls the follower with the addresses of accounts that another process or this one has added, changed or removed after this call, or whose
     * stored messages were made due ({@link MailboxStore#retry}), imported ({@link MailboxStore#bring}) or deleted ({@link MailboxStore#delete}). The
     * call comes at most about a second after the change, on a thread of the store, until the watch is closed. A follower that cannot read the store
     * (it throws {@link StoreException}) is called again with the same addresses.
     */
    Watch watch(Follower follower) throws StoreException;

    /** A running server that caches accounts in memory. */
    @FunctionalInterface
    interface Follower {
        /** @return completes when the server uses the new state of these accounts */
        CompletionStage<?> changed(Set<Aor> accounts);
    }

    /** Ends a {@link #watch}: no call begins after it returns; it waits for a call that is running. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits until every running server ({@link #watch}) uses all changes that were committed before this call.
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
