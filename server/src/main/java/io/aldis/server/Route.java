package io.aldis.server;

import java.util.List;
import java.util.Optional;

/** Where a request goes, as location says it (RFC 3261 §16.5). No later stage asks location again, nor reads more out of an answer's status. */
public sealed interface Route {
    /**
     * Devices of an account of ours that can be tried now.
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
     * @param answer when it is not kept for them
     */
    record Away(Account account, Optional<Device> device, Answer answer) implements Route {}

    /**
     * Next hops that are not found by an account: of another domain, inside of a dialog, or at a neighbour.
     *
     * @param targets at least one
     */
    record Elsewhere(List<Target> targets) implements Route {
        public Elsewhere {
            targets = List.copyOf(targets);
        }
    }

    /** There is no such user or device, and none can be expected. */
    record Nobody(Answer answer) implements Route {}

    /** There may be somebody, and the request must not go there: RFC 5630 for example. */
    record Refused(Answer answer) implements Route {}
}
