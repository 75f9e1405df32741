package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.sip.locate.NextHop;
import java.util.List;
import java.util.Optional;

/**
 * The way of a request that is for one of our servers: a registration, of which each has its own.
 *
 * @param server the one that it is for; without one, any that the other rules find
 * @param flow taken if it leads there: a binding is refreshed over the flow that it was made over (RFC 5626 §4.2.2)
 */
record Course(Optional<Hop> server, Optional<Flow> flow) {
    static final Course ANY = new Course(Optional.empty(), Optional.empty());

    /** The peer of the flow in front, if it is one of them; the others as they were. */
    List<NextHop> sorted(List<NextHop> peers) {
        return flow.map(known -> peers.stream()
                        .sorted((a, b) -> Boolean.compare(leads(known, b), leads(known, a)))
                        .toList())
                .orElse(peers);
    }

    private static boolean leads(Flow flow, NextHop hop) {
        return flow.transport() == hop.transport() && flow.remote().equals(hop.address());
    }
}
