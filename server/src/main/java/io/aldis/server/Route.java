package io.aldis.server;

import java.util.List;
import java.util.Optional;

/**
 * The result of location for a request (RFC 3261 §16.5). Later stages decide by this type: they neither query location again nor interpret the status
 * of an answer.
 */
public sealed interface Route {
    /**
     * Devices of a local account that can be tried now.
     *
     * @param targets at least one
     */
    record Reachable(Account account, List<Target> targets) implements Route {
        public Reachable {
            targets = List.copyOf(targets);
        }
    }

    /**
     * None of the devices that the request is for is registered now.
     *
     * @param device the only one that it is for; absent when it is for all
     * @param answer the response when it is not stored for them
     */
    record Away(Account account, Optional<Device> device, Answer answer) implements Route {}

    /**
     * Next hops that do not depend on an account: of another domain, inside of a dialog, or a device at this server that another server of the
     * cluster asks for.
     *
     * @param targets at least one
     */
    record Elsewhere(List<Target> targets) implements Route {
        public Elsewhere {
            targets = List.copyOf(targets);
        }
    }

    /** There is no such user or device, and it is not expected to register. */
    record Nobody(Answer answer) implements Route {}

    /** The user may exist, but the request must not be sent there (RFC 5630 for example). */
    record Refused(Answer answer) implements Route {}
}
