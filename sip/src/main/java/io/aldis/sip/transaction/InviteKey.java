package io.aldis.sip.transaction;

import io.aldis.sip.SipRequest;
import io.aldis.sip.Via;

/**
 * How an ACK or a CANCEL finds its INVITE (RFC 3261 §9.2, §17.2.3): by branch and sent-by of the top Via, and, since phones give
 * different calls the same branch, by Call-ID, CSeq number and who calls as well. Without the magic cookie (RFC 2543) the
 * whole Via takes the place of the branch. Where even that is the same for two INVITEs, {@link Invites} decides.
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
