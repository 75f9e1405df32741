package io.aldis.server.runtime;

import io.aldis.server.AccountStore;
import io.aldis.server.BindingStore;
import io.aldis.server.MailStores;
import io.aldis.server.TrailStore;
import java.util.Optional;

/**
 * What a server keeps.
 *
 * @param mail for messages to those who are away; without it nothing is kept, and their senders hear 480
 * @param trail of what happens to messages; without it nothing is taken down
 */
public record Stores(
        AccountStore accounts, BindingStore bindings, Optional<MailStores> mail, Optional<TrailStore> trail) {
    /** Without a trail. */
    public Stores(AccountStore accounts, BindingStore bindings, Optional<MailStores> mail) {
        this(accounts, bindings, mail, Optional.empty());
    }
}
