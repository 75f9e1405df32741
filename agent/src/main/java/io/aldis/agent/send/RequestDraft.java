package io.aldis.agent.send;

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
 * The content of a request, independent of its next hop.
 *
 * @param target its Request-URI, unless a strict router is the first on its route
 */
public record RequestDraft(Method method, Uri target, DialogHeaders headers, Routing routing, Payload payload) {
    private static final String MAX_FORWARDS = "70";

    /**
     * Headers that are common to the requests of one dialog, and to the tries of one request (RFC 3261 §8.1.1).
     *
     * @param from our address, with our tag
     * @param to the peer; with a tag only inside a dialog (§8.1.1.2)
     * @param sequence gives each try its CSeq number, one higher every time (§22.2)
     */
    public record DialogHeaders(NameAddr from, NameAddr to, String callId, LongSupplier sequence) {}

    /**
     * Its routing.
     *
     * @param inside the dialog that it belongs to, which has a route of its own
     */
    public record Routing(RouteSet route, Optional<Dialog> inside, PinnedHop pinned) {
        public static Routing of(RouteSet route) {
            return new Routing(route, Optional.empty(), PinnedHop.ANY);
        }
    }

    /**
     * Its further headers and body.
     *
     * @param writer adds what this method needs beyond the headers of every request
     * @param limit octets of the whole request
     */
    public record Payload(Writer writer, int limit) {
        public static final Payload NONE = of((_, _) -> {});

        /** Without a limit. */
        public static Payload of(Writer writer) {
            return new Payload(writer, Integer.MAX_VALUE);
        }
    }

    /** Writes the headers and body of one method. */
    public interface Writer {
        void write(MessageBuilder<SipRequest> request, Flow flow);
    }

    /** A request inside of a dialog (RFC 3261 §12.2.1.1). */
    public static RequestDraft inside(Method method, Dialog dialog, LongSupplier sequence, Payload payload) {
        var headers = new DialogHeaders(
                NameAddr.of(dialog.local()),
                NameAddr.of(dialog.remote()),
                dialog.id().callId(),
                sequence);
        var routing = new Routing(RouteSet.NONE, Optional.of(dialog), PinnedHop.ANY);
        return new RequestDraft(method, dialog.remoteTarget(), headers, routing, payload);
    }

    /**
     * One try: how the draft is sent.
     *
     * @param cseq its number
     * @param software value of User-Agent
     */
    public record Try(
            Flow flow,
            String branch,
            long cseq,
            List<ChallengeState.Credential> credentials,
            Optional<SoftwareName> software) {}

    public Uri requestUri() {
        return routing.inside()
                .map(Dialog::requestUri)
                .orElseGet(() -> routing.route().requestUri(target));
    }

    /** The same draft for another target (RFC 3261 §8.1.3.4). */
    RequestDraft towards(Uri other) {
        return new RequestDraft(method, other, headers, routing, payload);
    }

    /** The request (RFC 3261 §8.1.1). */
    public SipRequest write(Try now) {
        var request = routing.inside()
                .map(dialog -> dialog.request(method, via(now), now.cseq()))
                .orElseGet(() -> outside(now));
        for (var credential : now.credentials()) request.header(credential.name(), credential.value());
        payload.writer().write(request, now.flow());
        if (now.software().isPresent() && !request.has(HeaderName.USER_AGENT))
            request.header(HeaderName.USER_AGENT, now.software().get().value());
        return request.build();
    }

    private MessageBuilder<SipRequest> outside(Try now) {
        var request = SipRequest.builder(method, requestUri())
                .header(HeaderName.VIA, via(now).toString())
                .header(HeaderName.MAX_FORWARDS, MAX_FORWARDS)
                .header(HeaderName.FROM, headers.from().toString())
                .header(HeaderName.TO, headers.to().toString())
                .header(HeaderName.CALL_ID, headers.callId())
                .header(HeaderName.CSEQ, new CSeq(now.cseq(), method).toString());
        for (String value : routing.route().values(target)) request.header(HeaderName.ROUTE, value);
        return request;
    }

    /** With rport over UDP, so that the answer comes back through a NAT (RFC 3581 §3). */
    private static Via via(Try now) {
        Flow flow = now.flow();
        Parameters asked = flow.transport() == Transport.UDP ? Parameters.NONE.with("rport", "") : Parameters.NONE;
        return new Via(flow.transport().name(), flow.sentBy(), asked.with("branch", now.branch()));
    }
}
