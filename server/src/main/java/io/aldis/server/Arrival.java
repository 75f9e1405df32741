package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.sip.SipRequest;
import io.aldis.sip.transaction.ServerTransaction;
import java.time.Instant;
import java.util.Optional;

/**
 * A request at the door.
 *
 * @param exchange to be answered; absent for an ACK, which never is
 * @param flow what it came in on
 * @param track takes down what becomes of it
 * @param at when it came: its Expires counts from then where it has no Date, however long its devices are waited for
 */
public record Arrival(
        SipRequest request, Optional<ServerTransaction<Flow>> exchange, Flow flow, Track track, Instant at) {
    /** Without a track. */
    public Arrival(SipRequest request, Optional<ServerTransaction<Flow>> exchange, Flow flow, Instant at) {
        this(request, exchange, flow, Track.NONE, at);
    }
}
