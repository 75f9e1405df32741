package io.aldis.agent.send;

import io.aldis.agent.Failure;
import io.aldis.net.Flow;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.RetryAfter;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Transport;
import io.aldis.sip.locate.NextHop;
import io.aldis.sip.transaction.ClientTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Selects the flow to a next hop, for every request of an agent: REGISTER, MESSAGE, BYE, INVITE, CANCEL and ACK. Remembers which hops asked
 * for a pause (503 with Retry-After), did not answer or refused the connection. Belongs to the event loop.
 */
public final class HopSelector {
    /** Limit on connection set-up over TCP when there is another next hop to try. */
    private static final Duration SHORT_CONNECT = Duration.ofSeconds(2);

    private final SipEndpoint endpoint;
    private final HopMemory memory;

    public HopSelector(SipEndpoint endpoint) {
        this.endpoint = endpoint;
        this.memory = new HopMemory(endpoint.wheel());
    }

    /** The result for one next hop. */
    public sealed interface Selected {
        record Ready(Flow flow) implements Selected {}

        /** Nothing may be sent to it, or there is no socket of that transport. */
        record Unusable(Failure why) implements Selected {}
    }

    /** In the same order, but hops that did not answer lately come last. */
    public List<NextHop> sorted(List<NextHop> hops) {
        return memory.sorted(hops);
    }

    /** @param last whether there is no other next hop to try when no connection comes up */
    public Selected select(NextHop hop, boolean last) {
        Optional<Duration> rest = memory.rest(hop);
        if (rest.isPresent()) return new Selected.Unusable(new Failure.HeldBack(hop.toString(), rest.get()));
        return flow(hop, last)
                .<Selected>map(Selected.Ready::new)
                .orElseGet(() -> new Selected.Unusable(new Failure.Unreachable(
                        hop.toString(), "no socket for " + hop.transport() + " and such an address")));
    }

    /** For an ACK, which is part of a transaction that the hop has answered: sent although the hop asked for a pause. */
    public Optional<Flow> forAck(List<NextHop> hops) {
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
    public void answered(NextHop hop, SipResponse response) {
        memory.trust(hop);
        if (response.code() == 503) RetryAfter.of(response).ifPresent(wait -> memory.rest(hop, wait));
    }

    /** No answer in time, or no connection: the hop is tried last for a while. */
    public void failed(NextHop hop, Flow flow, ClientTransaction.Failure failure) {
        if (!flow.established() || failure == ClientTransaction.Failure.TIMEOUT) memory.tryLast(hop);
    }

    /** The failure of a request whose transaction over that flow had no answer. */
    public static Failure failure(
            NextHop hop, Flow flow, ClientTransaction.Failure failure, String why, Duration patience) {
        if (failure == ClientTransaction.Failure.TIMEOUT) return new Failure.NoAnswer(hop.toString(), patience);
        return flow.established()
                ? new Failure.ConnectionLost(hop.toString(), why)
                : new Failure.Unreachable(hop.toString(), why);
    }

    /** The flow of a registration has failed (RFC 5626 §4.5). */
    public void lost(Flow flow) {
        memory.lost(flow);
    }
}
