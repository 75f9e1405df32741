package io.aldis.sip.transaction;

import io.aldis.sip.SipRequest;
import io.aldis.sip.Via;

/**
 * The key that matches an ACK or a CANCEL to its INVITE (RFC 3261 §9.2, §17.2.3): branch and sent-by of the top Via, and also Call-ID,
 * CSeq number and caller, because some phones give different calls the same branch. Without the magic cookie (RFC 2543) the
 * whole Via is used instead of the branch. When several INVITEs have the same key, {@link Invites} decides.
 *
 * @param caller URI and tag of From
 */
record InviteKey(String branch, String sentBy, String callId, long number, String caller) {
    static InviteKey of(SipRequest request) {
        Via via = request.topVia();
        return new InviteKey(
                via.hasCookie() ? via.branch() : via.toString(),
                via.sentBy().toString(),
                request.callId(),
                request.cseq().number(),
                request.from().uri().text() + ';' + request.from().tag());
    }
}
