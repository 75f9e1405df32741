package io.aldis.server.runtime;

import io.aldis.server.AccountStore;
import io.aldis.server.BindingStore;
import io.aldis.server.ChangeFeed;
import io.aldis.server.MailStores;
import io.aldis.server.ServerStore;
import io.aldis.server.TrailStore;
import java.util.Optional;

/**
 * The stores of a server.
 *
 * @param changes what others change in the stores
 * @param mail for messages to devices that are away; without it no message is stored, and senders get 480
 * @param trail of what happens to messages; without it nothing is recorded
 */
public record Stores(
        AccountStore accounts,
        BindingStore bindings,
        ChangeFeed changes,
        Optional<MailStores> mail,
        Optional<TrailStore> trail) {
    /** Without a trail. */
    public Stores(AccountStore accounts, BindingStore bindings, ChangeFeed changes, Optional<MailStores> mail) {
        this(accounts, bindings, changes, mail, Optional.empty());
    }

    /** All that the store has. */
    public static Stores of(ServerStore store) {
        return new Stores(
                store.accounts(),
                store.bindings(),
                store.changes(),
                Optional.of(new MailStores(store.devices(), store.mailboxes())),
                Optional.of(store.trail()));
    }
}
