package io.aldis.server.runtime;

import io.aldis.server.MessagePolicy;
import io.aldis.server.ServerEvents;
import java.util.List;

/**
 * What an embedding program adds to a server.
 *
 * @param events listener for everything that the server does
 * @param policies asked about each MESSAGE, in this order
 */
record Extensions(ServerEvents events, List<MessagePolicy.Limited> policies) {
    static final Extensions NONE = new Extensions(ServerEvents.NONE, List.of());

    Extensions {
        policies = List.copyOf(policies);
    }
}
