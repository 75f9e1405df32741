package io.aldis.sip.transaction;

import io.aldis.sip.CSeq;
import io.aldis.sip.HeaderName;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;

/** Builds the ACK and CANCEL of an INVITE that was sent: with its Request-URI, top Via (branch) and Route. */
public final class InviteFollowUp {
    private static final String HOPS = "70";

    private InviteFollowUp() {}

    /** The ACK for a final response other than 2xx (RFC 3261 §17.1.1.3). */
    static SipRequest ack(SipRequest invite, SipResponse response) {
        return sameWay(invite, Method.ACK)
                .copy(response, HeaderName.TO)
                .header(HeaderName.MAX_FORWARDS, HOPS)
                .build();
    }

    /** The CANCEL of a pending INVITE (RFC 3261 §9.1). To be sent after a provisional response only. */
    public static SipRequest cancel(SipRequest invite) {
        return sameWay(invite, Method.CANCEL)
                .copy(invite, HeaderName.TO)
                .header(HeaderName.MAX_FORWARDS, HOPS)
                .build();
    }

    private static MessageBuilder<SipRequest> sameWay(SipRequest invite, Method method) {
        return SipRequest.builder(method, invite.uri())
                .header(HeaderName.VIA, invite.topVia().toString())
                .copy(invite, HeaderName.ROUTE)
                .copy(invite, HeaderName.FROM)
                .copy(invite, HeaderName.CALL_ID)
                .header(HeaderName.CSEQ, new CSeq(invite.cseq().number(), method).toString());
    }
}
