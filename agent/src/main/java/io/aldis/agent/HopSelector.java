package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Transport;
import io.aldis.sip.locate.NextHop;
import io.aldis.sip.transaction.ClientTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The one path from a next hop to a flow, for every request of an agent: REGISTER, MESSAGE, BYE, INVITE, CANCEL and ACK. Remembers which
 * hops asked for rest (503 with Retry-After), did not answer or refused the connection. Belongs to the event loop.
 */
final class HopSelector {
    /** Limit on connection set-up over TCP when there is another next hop to try. */
    private static final Duration SHORT_CONNECT = Duration.ofSeconds(2);

    private final SipEndpoint endpoint;
    private final HopMemory memory;

    HopSelector(SipEndpoint endpoint) {
        this.endpoint = endpoint;
        this.memory = new HopMemory(endpoint.wheel());
    }

    /** What there is for one next hop. */
    sealed interface Selected {
        record Ready(Flow flow) implements Selected {}

        /** Nothing may be sent there, or there is no socket of that transport. */
        record Unusable(Failure why) implements Selected {}
    }

    /** In the same order, those that did not answer lately behind the others. */
    List<NextHop> sorted(List<NextHop> hops) {
        return memory.sorted(hops);
    }

    /** @param last whether there is no other next hop to try when no connection comes up */
    Selected select(NextHop hop, boolean last) {
        Optional<Duration> rest = memory.rest(hop);
        if (rest.isPresent()) return new Selected.Unusable(new Failure.HeldBack(hop.toString(), rest.get()));
        return flow(hop, last)
                .<Selected>map(Selected.Ready::new)
                .orElseGet(() -> new Selected.Unusable(new Failure.Unreachable(
                        hop.toString(), "no socket for " + hop.transport() + " and such an address")));
    }

    /** For an ACK, which is part of a transaction that the hop has answered: it is sent although the hop asked for rest. */
    Optional<Flow> forAck(List<NextHop> hops) {
        return hops.stream().flatMap(hop -> flow(hop, true).stream()).findFirst();
    }

    /** The same hop over TCP, for a request that is too large for a datagram; empty when it is known to have no TCP. */
    Optional<Flow> overTcp(NextHop hop) {
        NextHop stream = hop.over(Transport.TCP);
        return memory.triedLast(stream) ? Optional.empty() : flow(stream, false);
    }

    private Optional<Flow> flow(NextHop hop, boolean last) {
        return hop.transport() == Transport.TCP && !last
                ? Optional.of(endpoint.connection(hop.address(), SHORT_CONNECT))
                : endpoint.flow(hop);
    }

    /** The hop has answered: it is no longer tried last; after 503 with Retry-After nothing goes there for that time. */
    void answered(NextHop hop, SipResponse response) {
        memory.trust(hop);
        if (response.code() == 503) RetryAfter.in(response).ifPresent(wait -> memory.rest(hop, wait));
    }

    /** No answer in time, or no connection: the hop is tried last for a while. */
    void failed(NextHop hop, Flow flow, ClientTransaction.Failure failure) {
        if (!flow.established() || failure == ClientTransaction.Failure.TIMEOUT) memory.tryLast(hop);
    }

    /** The flow of a registration has failed (RFC 5626 §4.5). */
    void lost(Flow flow) {
        memory.lost(flow);
    }
}
