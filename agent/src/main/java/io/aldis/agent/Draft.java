package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.sip.CSeq;
import io.aldis.sip.HeaderName;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.Method;
import io.aldis.sip.NameAddr;
import io.aldis.sip.Parameters;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Transport;
import io.aldis.sip.Uri;
import io.aldis.sip.Via;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What a request says whichever way it goes.
 *
 * @param sequence gives each try its CSeq number, one higher every time (RFC 3261 §22.2)
 * @param rest adds what this method needs beyond the headers of every request
 */
record Draft(Method method, Uri uri, Uri from, Uri to, String callId, LongSupplier sequence, Rest rest) {
    private static final String MAX_FORWARDS = "70";

    /** The headers and body of one method. */
    interface Rest {
        void write(MessageBuilder<SipRequest> request, Flow flow);
    }

    /**
     * One try: where and as what the draft goes out.
     *
     * @param cseq its number
     */
    record Try(Flow flow, String branch, String fromTag, long cseq, List<Lock.Credential> credentials) {}

    /** The request (RFC 3261 §8.1.1). */
    SipRequest write(Try now) {
        var request = SipRequest.builder(method, uri)
                .header(HeaderName.VIA, via(now).toString())
                .header(HeaderName.MAX_FORWARDS, MAX_FORWARDS)
                .header(
                        HeaderName.FROM,
                        NameAddr.of(from).withTag(now.fromTag()).toString())
                .header(HeaderName.TO, NameAddr.of(to).toString())
                .header(HeaderName.CALL_ID, callId)
                .header(HeaderName.CSEQ, new CSeq(now.cseq(), method).toString());
        for (var credential : now.credentials()) request.header(credential.name(), credential.value());
        rest.write(request, now.flow());
        return request.build();
    }

    /** With rport over UDP, so that the answer comes back through a NAT (RFC 3581 §3). */
    private static Via via(Try now) {
        Flow flow = now.flow();
        Parameters asked = flow.transport() == Transport.UDP ? Parameters.NONE.with("rport", "") : Parameters.NONE;
        return new Via(flow.transport().name(), flow.sentBy(), asked.with("branch", now.branch()));
    }
}
