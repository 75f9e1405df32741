package io.aldis.agent;

import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A call that somebody places to us, until it is answered. Who does not answer in time is not there: 480. Safe for every thread.
 */
public final class IncomingCall {
    private final Ringing ringing;

    IncomingCall(Ringing ringing) {
        this.ringing = ringing;
    }

    /** The INVITE itself, for headers that this class has no word for. */
    public SipRequest request() {
        return ringing.request();
    }

    /** The caller's address as it stands in From; who it claims to be is not proved here. */
    public Uri from() {
        return request().from().uri();
    }

    /** The caller's offer with its type; no octets when the offer is left to us. */
    public Content.Bytes session() {
        return Media.body(request());
    }

    /** Tells the caller that somebody has been called (180). May be called again. */
    public void ring() {
        ringing.ring();
    }

    /** As {@link #accept(Content.Bytes)} with SDP. */
    public Optional<Call> accept(byte[] sdp) {
        return accept(new Content.Bytes(Invitation.SDP, sdp));
    }

    /**
     * Takes the call (200).
     *
     * @param session our answer to the offer, or our offer when there was none
     * @return the call; empty when it is too late, since the caller has given up or it was answered before
     */
    public Optional<Call> accept(Content.Bytes session) {
        return ringing.accept(session).join();
    }

    /**
     * Refuses the call; nothing happens when it is answered already.
     *
     * @param status 300 to 699: 486 busy, 480 not there, 603 declined, …
     * @throws IllegalArgumentException for another status
     */
    public void refuse(int status) {
        if (status < 300 || status > 699)
            throw new IllegalArgumentException("refuse: expected 300 to 699 but was " + status);
        ringing.refuse(status);
    }

    /** Completes, on a virtual thread, when the caller has given up or it took us too long: nothing can be answered any more. */
    public CompletableFuture<Void> gone() {
        return ringing.gone();
    }
}
