package io.aldis.server.house;

import io.aldis.server.AccountStore;
import io.aldis.server.BindingStore;
import io.aldis.server.MailStores;
import java.util.Optional;

/**
 * What a server keeps.
 *
 * @param mail for messages to those who are away; without it nothing is kept, and their senders hear 480
 */
public record Stores(AccountStore accounts, BindingStore bindings, Optional<MailStores> mail) {}
