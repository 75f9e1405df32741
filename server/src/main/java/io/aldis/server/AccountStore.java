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

    /** Adds the account, or replaces the one that is there. @return whether it is new */
    boolean put(Account account) throws StoreException;

    /** Removes the account and its bindings. @return whether it was there */
    boolean remove(Aor aor) throws StoreException;

    /** All accounts of these domains (of all domains when none are named), by domain, then by user. */
    List<Account> list(Collection<String> domains) throws StoreException;

    /** All accounts in that order, some at a time. @param after the last of the page before */
    List<Account> page(Optional<Aor> after, int most) throws StoreException;

    /**
     * Calls back with the addresses of accounts that another process or this one has added, changed or removed after this call, or whose
     * letters somebody made due ({@link MailboxStore#retry}), brought ({@link MailboxStore#bring}) or deleted ({@link MailboxStore#delete}),
     * soon after it did (a second at the most), on a thread of the store, until the watch is closed. A follower that cannot read the store
     * then (it throws {@link StoreException}) is called again with the same addresses.
     */
    Watch watch(Follower follower) throws StoreException;

    /** A server that runs and keeps accounts in memory. */
    @FunctionalInterface
    interface Follower {
        /** @return completes when the server works with what these accounts are now */
        CompletionStage<?> changed(Set<Aor> accounts);
    }

    /** Ends a {@link #watch}: after it no call begins, and one that is under way is waited for. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits until every running server ({@link #watch}) works with all changes that were committed before this call.
     *
     * @param patience after which it returns all the same
     */
    Propagation awaitPropagation(Duration patience) throws StoreException;

    /**
     * Which of the running servers work with a change.
     *
     * @param applied servers that do
     * @param behind servers that run and have not confirmed it
     */
    record Propagation(int applied, int behind) {}
}
