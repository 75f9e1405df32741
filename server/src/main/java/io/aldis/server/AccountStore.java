package io.aldis.server;

import io.aldis.sip.Aor;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Accounts on disk. Methods may wait: never call them on an event loop or on a thread of the store. Safe for every thread, and
 * for several processes at a time. A method that returns has made its change durable; running servers
 * hear of it by the {@link ChangeFeed}.
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
}
