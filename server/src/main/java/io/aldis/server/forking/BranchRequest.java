package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.server.Reach;
import io.aldis.server.ServerSettings;
import io.aldis.server.Target;
import io.aldis.sip.Method;
import io.aldis.sip.OnEventLoop;
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

/** The copy of a request for one target: its bytes and its next hops (RFC 3261 §16.6). */
@OnEventLoop
final class BranchRequest {
    /** RFC 3261 §18.1.1: longer requests use a congestion-controlled transport, unless the path MTU is known. */
    static final int LONGEST_DATAGRAM = 1300;

    /** Largest payload of UDP over IPv4 (RFC 768): 65,535 octets less both headers. */
    static final int LARGEST_DATAGRAM = 65_507;

    /** Branch prefix of unwrapped copies: another transaction than the refused one, and the same on every try. */
    private static final String UNWRAPPED = "plain-";

    private final ForkingContext context;
    private final RequestEdits edits;
    private final Target target;
    private final MaxBreadth breadth;
    private Optional<Unwrapped> unwrapped = Optional.empty();
    /** The device's 415 to the message/cpim, when the content was sent without it. */
    private @Nullable SipResponse refusal;
    /** The branch that {@link #branch} returned last. */
    private @Nullable String made;
    /** The branch to use first: that of the same request to an earlier address of the device. */
    private @Nullable String before;

    /** @param breadth for its Max-Breadth */
    BranchRequest(ForkingContext context, RequestEdits edits, Target target, MaxBreadth breadth) {
        this.context = context;
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

    /** The same request over the next flow of the device; there must be one. */
    BranchRequest overNextFlow() {
        List<Target> others = target.others();
        var next =
                new BranchRequest(context, edits, others.getFirst().before(others.subList(1, others.size())), breadth);
        next.refusal = refusal;
        next.unwrapped = unwrapped;
        return next;
    }

    /**
     * The same request to another address of the device. Its first branch is the last of this one: a device that has the request already
     * takes it for a retransmission (RFC 3261 §17.2.3).
     */
    BranchRequest to(Target other) {
        var moved = new BranchRequest(context, edits, other, breadth);
        moved.before = made;
        moved.refusal = refusal;
        moved.unwrapped = unwrapped;
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

    /** Replaces a message/cpim by its content from now on, if that 415 of the device allows it; once only. @return whether it does */
    boolean unwrap(SipResponse unsupported) {
        if (refusal != null || target.device().isEmpty() || !context.settings().unwrapCpim()) return false;
        unwrapped = Unwrapped.of(edits.request(), unsupported)
                .filter(content -> context.settings().unwrapReceiptRequests() || !content.asksForReceipt());
        if (unwrapped.isPresent()) refusal = unsupported;
        return unwrapped.isPresent();
    }

    /**
     * The response that is passed back for that one. RFC 3261 §8.2.2.2: a device that takes the content for a copy of the request that it
     * refused says 482; the sender gets the refusal instead.
     */
    SipResponse passedBack(SipResponse response) {
        SipResponse first = refusal;
        return first != null && response.code() == 482 ? first : response;
    }

    /** Whether two flows may be tried at the same time: the device recognises the second request as a copy, and answers 482. */
    boolean mayOverlap() {
        return edits.branchesAnew() && !edits.request().method().equals(Method.INVITE);
    }

    /** The bytes to send on that flow under that branch. */
    byte[] bytes(Flow flow, String branch) {
        Forwarding forwarding = edits.forwarding(target, flow);
        if (breadth.present()) forwarding.maxBreadth(breadth.whole());
        byte[] bytes = forwarding.write(target.requestUri(), via(flow, branch));
        return unwrapped.map(content -> content.instead(bytes)).orElse(bytes);
    }

    private static String via(Flow flow, String branch) {
        String alias = flow.alias() ? ";alias" : "";
        return "SIP/2.0/" + flow.transport() + ' ' + flow.sentBy() + alias + ";branch=" + branch;
    }

    /** Whether the copy, by its approximate length, is too long for UDP. */
    boolean tooLongForUdp() {
        return edits.request().bytes().length + 120 > LONGEST_DATAGRAM;
    }

    /** Finds the next hops of the target; this may need a look-up of a name. */
    void reach(Consumer<NextHops> found) {
        switch (target.reach()) {
            case Reach.Over over ->
                found.accept(NextHops.only(context, Optional.of(over.flow()).filter(Flow::open)));
            case Reach.To(Transport transport, InetSocketAddress address) ->
                found.accept(NextHops.only(context, NextHops.flow(context, transport, address)));
            case Reach.Named named ->
                context.resolver()
                        .find(
                                named,
                                place -> found.accept(NextHops.to(
                                        context,
                                        allowed(named.source(), named.uri().host(), place))));
            case Reach.Inboxes inboxes ->
                context.resolver()
                        .find(
                                inboxes,
                                place -> found.accept(
                                        NextHops.to(context, allowed(inboxes.source(), inboxes.domain(), place))));
            case Reach.Nowhere(String why) -> found.accept(NextHops.to(context, new Location.Nowhere(why, false)));
        }
    }

    /** Removes looked-up addresses that the peer which gave the name could not have named directly ({@code Forbidden}). */
    private Location allowed(Optional<InetAddress> saidFrom, String host, Location place) {
        ServerSettings settings = context.settings();
        Optional<InetAddress> source =
                saidFrom.filter(settings.trust().networks().negate());
        if (source.isEmpty() || !(place instanceof Location.Hops(List<NextHop> hops))) return place;
        List<NextHop> left = hops.stream()
                .filter(hop -> !settings.forbidden()
                        .forbids(source.get(), hop.address().getAddress()))
                .toList();
        String why = host + " leads to an address that is closed to peers from outside";
        return left.isEmpty() ? new Location.Nowhere(why, false) : new Location.Hops(left);
    }

    /** Sends without a transaction. */
    void sendOnce() {
        reach(nextHops -> nextHops.next().ifPresent(flow -> flow.send(bytes(flow, branch()), Wire.Unsent.NOBODY)));
    }
}
