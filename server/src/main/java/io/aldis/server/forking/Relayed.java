package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.server.Admitted;
import io.aldis.server.DialogMarks;
import io.aldis.server.FlowMarks;
import io.aldis.server.Privacy;
import io.aldis.server.Reach;
import io.aldis.server.Routed;
import io.aldis.server.Target;
import io.aldis.sip.HeaderName;
import io.aldis.sip.HostPort;
import io.aldis.sip.NameAddr;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Transport;
import io.aldis.sip.wire.Forwarding;

/** A request that is forwarded (RFC 3261 §16.6). */
@OnEventLoop
record Relayed(ForkingContext context, Routed routed) implements RequestEdits {
    @Override
    public SipRequest request() {
        return routed.request();
    }

    @Override
    public boolean branchesAnew() {
        return true;
    }

    /** A new one for each copy. */
    @Override
    public String branch() {
        return context.branches().next(request());
    }

    @Override
    public Forwarding forwarding(Target target, Flow flow) {
        Admitted admitted = routed.admitted();
        var forwarding = new Forwarding(request(), hopsLeft());
        if (admitted.routeChanged() || !target.route().isEmpty()) forwarding.route(target.route());
        if (Privacy.hidesPath(request())) forwarding.fresh();
        if (Privacy.hidesAnything(request())) forwarding.replace(line -> Privacy.instead(request(), line));
        if (request().method().makesDialog()) forwarding.recordRoute(recordRoute(admitted.flow(), flow, target));
        return forwarding.drop(
                routed.identified().ending(() -> context.settings().trust().reaches(flow)));
    }

    private int hopsLeft() {
        boolean told = request().headers().first(HeaderName.MAX_FORWARDS) >= 0;
        return told ? Math.max(0, request().maxForwards() - 1) : SipRequest.HOPS;
    }

    /** One value, or two where the sides differ (RFC 5658): each side gets the address that it can use. */
    private String recordRoute(Flow from, Flow to, Target target) {
        String inner = recordRoute(to, target.reach() instanceof Reach.Over over && over.alone());
        String outer = recordRoute(from, isReachedOverItsFlow());
        return inner.equals(outer) ? inner : inner + ", " + outer;
    }

    /** Whether the sender has {@code ob} in its Contact (RFC 5626 §4.3, §5.3.2). */
    private boolean isReachedOverItsFlow() {
        return request()
                .headers()
                .get(HeaderName.CONTACT)
                .filter(Relayed::hasOb)
                .isPresent();
    }

    private static boolean hasOb(String contact) {
        try {
            return NameAddr.parse("Contact", contact).uri() instanceof SipUri uri
                    && uri.parameters().has("ob");
        } catch (SyntaxException e) {
            return false; // malformed: passed on unchanged
        }
    }

    private boolean isSecure() {
        return request().uri() instanceof SipUri uri && uri.secure();
    }

    /** RFC 7118 §5.2: there is no other value for WebSocket over TLS. */
    private static String parameter(Transport transport) {
        return (transport == Transport.WSS ? Transport.WS : transport).parameter();
    }

    /** RFC 3261 §16.6 step 4: in a sips request Record-Route has a sips URI, which means TLS; in a sip URI the transport says it (ADR 25). */
    private String recordRoute(Flow flow, boolean alone) {
        boolean secure = isSecure();
        String callId = request().callId();
        HostPort self = flow.sentBy();
        String transport =
                secure || flow.transport() == Transport.UDP ? "" : ";transport=" + parameter(flow.transport());
        String over = alone && !flow.id().isEmpty()
                ? ";" + FlowMarks.PARAMETER + "=" + context.seals().flows().of(flow, callId)
                : "";
        String mark =
                ";" + DialogMarks.PARAMETER + "=" + context.seals().dialogs().of(callId);
        return (secure ? "<sips:" : "<sip:") + self + transport + mark + over + ";lr>";
    }
}
