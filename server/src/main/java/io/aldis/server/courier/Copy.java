package io.aldis.server.courier;

import io.aldis.net.Flow;
import io.aldis.server.Admitted;
import io.aldis.server.DialogMarks;
import io.aldis.server.Identified;
import io.aldis.server.Reach;
import io.aldis.server.Routed;
import io.aldis.server.Target;
import io.aldis.sip.HeaderName;
import io.aldis.sip.HostPort;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Transport;
import io.aldis.sip.locate.Location;
import io.aldis.sip.transaction.Wire;
import io.aldis.sip.wire.Forwarding;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/** One copy of a request for one target: its bytes, and the flow that takes them (RFC 3261 §16.6). For the event loop. */
final class Copy {
    /** RFC 3261 §18.1.1: what is longer goes by a transport that controls congestion, unless the path is known. */
    static final int LONGEST_DATAGRAM = 1300;

    private final Courier courier;
    private final Routed routed;
    private final Target target;
    private final Breadth breadth;

    /** @param breadth for its Max-Breadth */
    Copy(Courier courier, Routed routed, Target target, Breadth breadth) {
        this.courier = courier;
        this.routed = routed;
        this.target = target;
        this.breadth = breadth;
    }

    Target target() {
        return target;
    }

    Breadth breadth() {
        return breadth;
    }

    private SipRequest request() {
        return routed.request();
    }

    /** A new branch for this copy. */
    String branch() {
        return courier.branches().next(request());
    }

    /** The bytes for that flow under that branch. */
    byte[] bytes(Flow flow, String branch) {
        Admitted admitted = routed.admitted();
        var forwarding = new Forwarding(request(), hopsLeft());
        if (admitted.routeChanged() || !target.route().isEmpty()) forwarding.route(target.route());
        if (breadth.said()) forwarding.maxBreadth(breadth.whole());
        if (request().method().makesDialog()) forwarding.recordRoute(recordRoute(admitted.flow(), flow));
        int credentials = routed.identified().credentials();
        if (credentials != Identified.NO_LINE) forwarding.drop(line -> line == credentials);
        return forwarding.write(target.requestUri(), via(flow, branch));
    }

    private int hopsLeft() {
        boolean told = request().headers().first(HeaderName.MAX_FORWARDS) >= 0;
        return told ? Math.max(0, request().maxForwards() - 1) : SipRequest.HOPS;
    }

    private static String via(Flow flow, String branch) {
        return "SIP/2.0/" + flow.transport() + ' ' + flow.sentBy() + ";branch=" + branch;
    }

    /** One value, or two where the sides differ (RFC 5658): each side sees the address that it can use. */
    private String recordRoute(Flow from, Flow to) {
        String mark = courier.marks().of(request().callId());
        String inner = recordRoute(to, mark);
        String outer = recordRoute(from, mark);
        return inner.equals(outer) ? inner : inner + ", " + outer;
    }

    private static String recordRoute(Flow flow, String mark) {
        HostPort self = flow.sentBy();
        String transport = flow.transport() == Transport.UDP
                ? ""
                : ";transport=" + flow.transport().parameter();
        return "<sip:" + self + transport + ";" + DialogMarks.PARAMETER + "=" + mark + ";lr>";
    }

    /** About how long the copy is: what decides whether it may go by UDP. */
    boolean tooLongForUdp() {
        return request().bytes().length + 120 > LONGEST_DATAGRAM;
    }

    /** Finds the ways to the target; it may have to look a name up first. */
    void reach(Consumer<Ways> found) {
        switch (target.reach()) {
            case Reach.Over(Flow flow) ->
                found.accept(Ways.only(courier, Optional.of(flow).filter(Flow::open)));
            case Reach.To(Transport transport, InetSocketAddress address) ->
                found.accept(Ways.only(courier, Ways.flow(courier, transport, address)));
            case Reach.Named named -> courier.resolver().find(named, place -> found.accept(Ways.to(courier, place)));
            case Reach.Inboxes inboxes ->
                courier.resolver().find(inboxes, place -> found.accept(Ways.to(courier, place)));
            case Reach.Nowhere(String why) -> found.accept(Ways.to(courier, new Location.Nowhere(why, false)));
        }
    }

    /** Sends without a transaction. */
    void sendOnce() {
        reach(ways -> ways.next().ifPresent(way -> way.send(bytes(way, branch()), Wire.Unsent.NOBODY)));
    }
}
