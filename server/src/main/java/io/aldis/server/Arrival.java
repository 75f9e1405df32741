package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.sip.SipRequest;
import io.aldis.sip.transaction.ServerTransaction;
import java.time.Instant;
import java.util.Optional;

/**
 * A request as it was received.
 *
 * @param exchange the transaction to answer; absent for an ACK
 * @param flow the flow that it was received on
 * @param track records what happens to it
 * @param at when it was received: its Expires counts from then where it has no Date, however long the server waits for its devices
 */
public record Arrival(
        SipRequest request, Optional<ServerTransaction<Flow>> exchange, Flow flow, Track track, Instant at) {
    /** Without a track. */
    public Arrival(SipRequest request, Optional<ServerTransaction<Flow>> exchange, Flow flow, Instant at) {
        this(request, exchange, flow, Track.NONE, at);
    }
}
