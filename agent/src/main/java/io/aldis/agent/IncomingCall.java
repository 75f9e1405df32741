package io.aldis.agent;

import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A call from another user, until it is answered. A call that is not answered in time is refused with 480; see
 * {@link AgentBuilder#ringing}. Safe for every thread.
 */
public interface IncomingCall {
    /** The INVITE itself, for headers that have no method here. */
    SipRequest request();

    /** The caller's address as it stands in From. It is not verified here. */
    default Uri from() {
        return request().from().uri();
    }

    /** The caller's offer with its type; no octets when the offer is left to the callee. */
    Content.Bytes session();

    /** Tells the caller that the phone rings (180). May be called again. */
    void ring();

    /** As {@link #accept(Content.Bytes)} with SDP. */
    default Optional<Call> accept(byte[] sdp) {
        return accept(new Content.Bytes(Invitation.SDP, sdp));
    }

    /**
     * Accepts the call (200). Waits until the answer is sent: for virtual threads such as that of the listener.
     *
     * @param session our answer to the offer, or our offer when there was none
     * @return the call; empty when it is too late, since the caller has cancelled or it was answered before
     */
    Optional<Call> accept(Content.Bytes session);

    /**
     * Refuses the call; nothing happens when it is answered already.
     *
     * @param status 300 to 699: 486 busy, 480 not there, 603 declined, …
     * @throws IllegalArgumentException for another status
     */
    void refuse(int status);

    /** Completes, on a virtual thread, when the caller has cancelled or the ringing time is over: nothing can be answered any more. */
    CompletableFuture<Void> gone();
}
