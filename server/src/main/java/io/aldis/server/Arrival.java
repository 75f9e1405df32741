package io.aldis.server;

import io.aldis.net.Flow;
import io.aldis.sip.SipRequest;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.Optional;

/**
 * A request at the door.
 *
 * @param exchange to be answered; absent for an ACK, which never is
 * @param flow what it came in on
 * @param track takes down what becomes of it
 */
public record Arrival(SipRequest request, Optional<ServerTransaction> exchange, Flow flow, Track track) {
    /** Of which nobody takes anything down. */
    public Arrival(SipRequest request, Optional<ServerTransaction> exchange, Flow flow) {
        this(request, exchange, flow, Track.NONE);
    }
}
