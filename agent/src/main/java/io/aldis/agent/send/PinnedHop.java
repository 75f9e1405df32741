package io.aldis.agent.send;

import io.aldis.net.Flow;
import io.aldis.sip.locate.NextHop;
import java.util.List;
import java.util.Optional;

/**
 * The first hop of a request that must go to one of our servers: each has a registration of its own.
 *
 * @param server that it is for; when empty, any that the other rules find
 * @param flow used if it leads there: a binding is refreshed over the flow that it was made over (RFC 5626 §4.2.2)
 */
public record PinnedHop(Optional<ServerAddress> server, Optional<Flow> flow) {
    public static final PinnedHop ANY = new PinnedHop(Optional.empty(), Optional.empty());

    /** Moves the hop of the flow to the front, if it is among them; the others stay in order. */
    List<NextHop> sorted(List<NextHop> hops) {
        return flow.map(known -> hops.stream()
                        .sorted((a, b) -> Boolean.compare(leads(known, b), leads(known, a)))
                        .toList())
                .orElse(hops);
    }

    private static boolean leads(Flow flow, NextHop hop) {
        return flow.transport() == hop.transport() && flow.remote().equals(hop.address());
    }
}
