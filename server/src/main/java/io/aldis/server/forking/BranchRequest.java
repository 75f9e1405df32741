package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.server.Reach;
import io.aldis.server.ServerSettings;
import io.aldis.server.Target;
import io.aldis.sip.Method;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Transport;
import io.aldis.sip.Via;
import io.aldis.sip.locate.Location;
import io.aldis.sip.locate.NextHop;
import io.aldis.sip.transaction.Wire;
import io.aldis.sip.wire.Forwarding;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One copy of a request for one target: its bytes, and the flow that takes them (RFC 3261 §16.6). For the event loop. */
final class BranchRequest {
    /** RFC 3261 §18.1.1: what is longer goes by a transport that controls congestion, unless the path is known. */
    static final int LONGEST_DATAGRAM = 1300;

    /** RFC 768 over IPv4: 16 bits of length, and the headers are counted. */
    static final int LARGEST_DATAGRAM = 65_507;

    /** Not the transaction that was refused, and the same one on every try. */
    private static final String UNWRAPPED = "plain-";

    private final Forking courier;
    private final RequestEdits edits;
    private final Target target;
    private final MaxBreadth breadth;
    private Optional<Unwrapped> unwrapped = Optional.empty();
    /** The branch that was made last. */
    private @Nullable String made;
    /** The branch of the same request to another place of the device. */
    private @Nullable String before;

    /** @param breadth for its Max-Breadth */
    BranchRequest(Forking courier, RequestEdits edits, Target target, MaxBreadth breadth) {
        this.courier = courier;
        this.edits = edits;
        this.target = target;
        this.breadth = breadth;
    }

    Target target() {
        return target;
    }

    /** How many other flows lead to the device. */
    int others() {
        return target.others().size();
    }

    /** The same for the next of the flows that lead to the device; there is one. */
    BranchRequest overNextFlow() {
        List<Target> others = target.others();
        return new BranchRequest(courier, edits, others.getFirst().before(others.subList(1, others.size())), breadth);
    }

    /**
     * The same for another place where the device is. Its first branch is the last of this one: a device that has the request already takes it
     * for a retransmission (RFC 3261 §17.2.3).
     */
    BranchRequest to(Target other) {
        var moved = new BranchRequest(courier, edits, other, breadth);
        if (unwrapped.isEmpty()) moved.before = made;
        return moved;
    }

    MaxBreadth breadth() {
        return breadth;
    }

    /** A branch for this copy. */
    String branch() {
        String known = before;
        before = null;
        made = known == null ? anotherBranch() : known;
        return made;
    }

    private String anotherBranch() {
        String branch = edits.branch();
        return unwrapped.isEmpty() ? branch : Via.COOKIE + UNWRAPPED + branch.substring(Via.COOKIE.length());
    }

    /** From now on it is what is in a message/cpim, if a device of ours has refused that with those words. @return whether it is */
    boolean unwrap(SipResponse refusal) {
        if (target.device().isEmpty() || !courier.settings().unwrapCpim()) return false;
        unwrapped = Unwrapped.of(edits.request(), refusal)
                .filter(content -> courier.settings().unwrapReceiptRequests() || !content.asksForReceipt());
        return unwrapped.isPresent();
    }

    /** Whether the device may hear of it over one flow while another is tried: it knows the second for a copy, and says so by 482. */
    boolean mayOverlap() {
        return edits.branchesAnew() && !edits.request().method().equals(Method.INVITE);
    }

    /** The bytes for that flow under that branch. */
    byte[] bytes(Flow flow, String branch) {
        Forwarding forwarding = edits.forwarding(target, flow);
        if (breadth.said()) forwarding.maxBreadth(breadth.whole());
        byte[] bytes = forwarding.write(target.requestUri(), via(flow, branch));
        return unwrapped.map(content -> content.instead(bytes)).orElse(bytes);
    }

    private static String via(Flow flow, String branch) {
        String alias = flow.alias() ? ";alias" : "";
        return "SIP/2.0/" + flow.transport() + ' ' + flow.sentBy() + alias + ";branch=" + branch;
    }

    /** About how long the copy is: what decides whether it may go by UDP. */
    boolean tooLongForUdp() {
        return edits.request().bytes().length + 120 > LONGEST_DATAGRAM;
    }

    /** Finds the ways to the target; it may have to look a name up first. */
    void reach(Consumer<NextHops> found) {
        switch (target.reach()) {
            case Reach.Over over ->
                found.accept(NextHops.only(courier, Optional.of(over.flow()).filter(Flow::open)));
            case Reach.To(Transport transport, InetSocketAddress address) ->
                found.accept(NextHops.only(courier, NextHops.flow(courier, transport, address)));
            case Reach.Named named ->
                courier.resolver()
                        .find(
                                named,
                                place -> found.accept(NextHops.to(
                                        courier,
                                        allowed(named.source(), named.uri().host(), place))));
            case Reach.Inboxes inboxes ->
                courier.resolver()
                        .find(
                                inboxes,
                                place -> found.accept(
                                        NextHops.to(courier, allowed(inboxes.source(), inboxes.domain(), place))));
            case Reach.Nowhere(String why) -> found.accept(NextHops.to(courier, new Location.Nowhere(why, false)));
        }
    }

    /** What a name leads to is known only now: not to where whoever gave it could not have us send by address. */
    private Location allowed(Optional<InetAddress> saidFrom, String host, Location place) {
        ServerSettings settings = courier.settings();
        Optional<InetAddress> source =
                saidFrom.filter(settings.trust().networks().negate());
        if (source.isEmpty() || !(place instanceof Location.Hops(List<NextHop> hops))) return place;
        List<NextHop> left = hops.stream()
                .filter(hop -> !settings.forbidden()
                        .forbids(source.get(), hop.address().getAddress()))
                .toList();
        String why = host + " leads to where nobody outside may have us send";
        return left.isEmpty() ? new Location.Nowhere(why, false) : new Location.Hops(left);
    }

    /** Sends without a transaction. */
    void sendOnce() {
        reach(ways -> ways.next().ifPresent(way -> way.send(bytes(way, branch()), Wire.Unsent.NOBODY)));
    }
}
