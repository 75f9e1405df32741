package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.sip.CSeq;
import io.aldis.sip.HeaderName;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.Method;
import io.aldis.sip.NameAddr;
import io.aldis.sip.Parameters;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SoftwareName;
import io.aldis.sip.Transport;
import io.aldis.sip.Uri;
import io.aldis.sip.Via;
import io.aldis.sip.dialog.Dialog;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What a request says whichever way it goes.
 *
 * @param target whom it is for: its Request-URI, unless a strict router is the first on its route
 * @param rest adds what this method needs beyond the headers of every request
 * @param inside the dialog that it belongs to, which has a route of its own
 * @param course the way that it has to take
 */
record Draft(Method method, Uri target, Leg leg, RouteSet route, Rest rest, Optional<Dialog> inside, Course course) {
    private static final String MAX_FORWARDS = "70";

    Draft(Method method, Uri target, Leg leg, RouteSet route, Rest rest) {
        this(method, target, leg, route, rest, Optional.empty(), Course.ANY);
    }

    /** A request inside of a dialog (RFC 3261 §12.2.1.1). */
    static Draft inside(Method method, Dialog dialog, LongSupplier sequence, Rest rest) {
        var leg = new Leg(
                NameAddr.of(dialog.local()),
                NameAddr.of(dialog.remote()),
                dialog.id().callId(),
                sequence);
        return new Draft(method, dialog.remoteTarget(), leg, RouteSet.NONE, rest, Optional.of(dialog), Course.ANY);
    }

    /** The headers and body of one method. */
    interface Rest {
        void write(MessageBuilder<SipRequest> request, Flow flow);
    }

    /**
     * One try: where and as what the draft goes out.
     *
     * @param cseq its number
     * @param userAgent the value of User-Agent
     */
    record Try(
            Flow flow, String branch, long cseq, List<Lock.Credential> credentials, Optional<SoftwareName> userAgent) {}

    Uri requestUri() {
        return inside.map(Dialog::requestUri).orElseGet(() -> route.requestUri(target));
    }

    /** The same for another target (RFC 3261 §8.1.3.4). */
    Draft towards(Uri other) {
        return new Draft(method, other, leg, route, rest, inside, course);
    }

    /** The same by one way only. */
    Draft by(Course one) {
        return new Draft(method, target, leg, route, rest, inside, one);
    }

    /** The request (RFC 3261 §8.1.1). */
    SipRequest write(Try now) {
        var request = inside.map(dialog -> dialog.request(method, via(now), now.cseq()))
                .orElseGet(() -> outside(now));
        for (var credential : now.credentials()) request.header(credential.name(), credential.value());
        rest.write(request, now.flow());
        if (now.userAgent().isPresent() && !request.has(HeaderName.USER_AGENT))
            request.header(HeaderName.USER_AGENT, now.userAgent().get().value());
        return request.build();
    }

    private MessageBuilder<SipRequest> outside(Try now) {
        var request = SipRequest.builder(method, requestUri())
                .header(HeaderName.VIA, via(now).toString())
                .header(HeaderName.MAX_FORWARDS, MAX_FORWARDS)
                .header(HeaderName.FROM, leg.from().toString())
                .header(HeaderName.TO, leg.to().toString())
                .header(HeaderName.CALL_ID, leg.callId())
                .header(HeaderName.CSEQ, new CSeq(now.cseq(), method).toString());
        for (String value : route.values(target)) request.header(HeaderName.ROUTE, value);
        return request;
    }

    /** With rport over UDP, so that the answer comes back through a NAT (RFC 3581 §3). */
    private static Via via(Try now) {
        Flow flow = now.flow();
        Parameters asked = flow.transport() == Transport.UDP ? Parameters.NONE.with("rport", "") : Parameters.NONE;
        return new Via(flow.transport().name(), flow.sentBy(), asked.with("branch", now.branch()));
    }
}
