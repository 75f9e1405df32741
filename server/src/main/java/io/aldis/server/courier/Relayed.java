package io.aldis.server.courier;

import io.aldis.net.Flow;
import io.aldis.server.Admitted;
import io.aldis.server.DialogMarks;
import io.aldis.server.Routed;
import io.aldis.server.Target;
import io.aldis.sip.HeaderName;
import io.aldis.sip.HostPort;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import io.aldis.sip.wire.Forwarding;

/** A request that is passed on (RFC 3261 §16.6). For the event loop. */
record Relayed(Courier courier, Routed routed) implements Edits {
    @Override
    public SipRequest request() {
        return routed.request();
    }

    /** A new one for each copy. */
    @Override
    public String branch() {
        return courier.branches().next(request());
    }

    @Override
    public Forwarding forwarding(Target target, Flow flow) {
        Admitted admitted = routed.admitted();
        var forwarding = new Forwarding(request(), hopsLeft());
        if (admitted.routeChanged() || !target.route().isEmpty()) forwarding.route(target.route());
        if (request().method().makesDialog()) forwarding.recordRoute(recordRoute(admitted.flow(), flow));
        return forwarding.drop(routed.identified()
                .ending(() -> courier.settings().trusted().test(flow.remote().getAddress())));
    }

    private int hopsLeft() {
        boolean told = request().headers().first(HeaderName.MAX_FORWARDS) >= 0;
        return told ? Math.max(0, request().maxForwards() - 1) : SipRequest.HOPS;
    }

    /** One value, or two where the sides differ (RFC 5658): each side sees the address that it can use. */
    private String recordRoute(Flow from, Flow to) {
        String mark = courier.marks().of(request().callId());
        String inner = recordRoute(to, mark, isSecure());
        String outer = recordRoute(from, mark, isSecure());
        return inner.equals(outer) ? inner : inner + ", " + outer;
    }

    private boolean isSecure() {
        return request().uri() instanceof SipUri uri && uri.secure();
    }

    /** RFC 7118 §5.2: there is no other value for WebSocket over TLS. */
    private static String parameter(Transport transport) {
        return (transport == Transport.WSS ? Transport.WS : transport).parameter();
    }

    /** RFC 3261 §16.6 step 4: a sips request names us by sips, which says TLS; in a sip URI only its transport can (ADR 25). */
    private static String recordRoute(Flow flow, String mark, boolean secure) {
        HostPort self = flow.sentBy();
        String transport =
                secure || flow.transport() == Transport.UDP ? "" : ";transport=" + parameter(flow.transport());
        return (secure ? "<sips:" : "<sip:") + self + transport + ";" + DialogMarks.PARAMETER + "=" + mark + ";lr>";
    }
}
