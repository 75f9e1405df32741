package io.aldis.server.runtime;

import io.aldis.server.MailboxEvents;
import io.aldis.server.MessagePolicy;
import java.util.List;

/**
 * What an embedding program adds to a server.
 *
 * @param events listener for what happens to stored messages
 * @param policies asked about each MESSAGE, in this order
 */
public record Extensions(MailboxEvents events, List<MessagePolicy.Limited> policies) {
    public static final Extensions NONE = new Extensions(MailboxEvents.NONE, List.of());

    public Extensions {
        policies = List.copyOf(policies);
    }
}
