package io.aldis.server.runtime;

import io.aldis.server.Account;
import io.aldis.server.AccountStore;
import io.aldis.server.ChangeFeed;
import io.aldis.server.DigestUsernames;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.util.List;

/**
 * The accounts of a running server. A change is on disk and in force in the server when its method returns, so the methods wait: they are not for the
 * event loop. Safe for every thread.
 */
public final class ServerAccounts {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AccountStore store;
    private final ChangeFeed changes;
    private final List<String> domains;

    ServerAccounts(AccountStore store, ChangeFeed changes, List<String> domains) {
        this.store = store;
        this.changes = changes;
        this.domains = domains;
    }

    /**
     * Adds an account, or gives that account another password; its other settings stay. The password is stored as digest HA1 only.
     *
     * @param address such as {@code sip:alice@example.com}
     * @throws IllegalArgumentException when it is not the address of a user of a domain of the server, or the password is empty
     * @throws io.aldis.server.StoreException when it cannot be stored
     */
    public void add(String address, String password) {
        if (password.isEmpty()) throw new IllegalArgumentException("password: expected one but it is empty");
        Aor aor = Aor.parse(address);
        if (!domains.contains(aor.domain()))
            throw new IllegalArgumentException("address: expected one of the domains " + domains + " but was " + aor);
        var secrets = DigestUsernames.secrets(aor, password, DigestUsernames.ALGORITHMS);
        put(store.find(aor).map(known -> known.with(secrets)).orElseGet(() -> new Account(aor, secrets)));
    }

    /** Adds that account, or replaces the one with its address. */
    public void put(Account account) {
        store.put(account);
        changes.awaitPropagation(PATIENCE);
    }

    /** Removes the account with its bindings. @return whether it was there */
    public boolean remove(String address) {
        boolean removed = store.remove(Aor.parse(address));
        changes.awaitPropagation(PATIENCE);
        return removed;
    }

    /** All accounts, by domain, then by user. */
    public List<Account> list() {
        return store.list(List.of());
    }
}
