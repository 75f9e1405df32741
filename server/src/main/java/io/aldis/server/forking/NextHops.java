package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.sip.Transport;
import io.aldis.sip.locate.Location;
import io.aldis.sip.locate.NextHop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The next hops of one target, to be tried one after the other (RFC 3263 §4.3). For the event loop. */
final class NextHops {
    /** How long a next hop that did not answer or could not be reached is tried last. */
    private static final Duration REST = Duration.ofSeconds(30);

    private final ForkingContext context;
    private final Optional<Location.Nowhere> nowhere;
    private final Deque<NextHop> left;
    /** Number of hops at the beginning. */
    private final int count;

    private Optional<Flow> only;
    private @Nullable NextHop current;
    /** Of this request, among those that wait for the present UDP address. */
    private SilentPeerBreaker.@Nullable Entry entry;
    /** Address of the UDP phone that is tried over TCP first. */
    private @Nullable InetSocketAddress udpPhone;

    private NextHops(
            ForkingContext context, Optional<Flow> only, List<NextHop> hops, Optional<Location.Nowhere> nowhere) {
        this.context = context;
        this.only = only;
        this.left = new ArrayDeque<>(hops);
        this.count = hops.size() + (only.isPresent() ? 1 : 0);
        this.nowhere = nowhere;
    }

    /** That flow, if it is present. */
    static NextHops only(ForkingContext context, Optional<Flow> flow) {
        return new NextHops(context, flow, List.of(), Optional.empty());
    }

    /** The hops of that location; those that failed lately come last. */
    static NextHops to(ForkingContext context, Location location) {
        return switch (location) {
            case Location.Nowhere nowhere -> new NextHops(context, Optional.empty(), List.of(), Optional.of(nowhere));
            case Location.Hops(List<NextHop> all) -> {
                List<NextHop> good = context.setbacks().order(all);
                int most = Math.min(good.size(), context.settings().foreign().attempts());
                yield new NextHops(context, Optional.empty(), good.subList(0, most), Optional.empty());
            }
        };
    }

    /** Why the look-up found none. */
    Optional<Location.Nowhere> nowhere() {
        return nowhere;
    }

    /** The share of the whole wait that each hop but the last has. @param others how many other flows lead to the device */
    Duration timePerHop(int others) {
        return context.settings().patience().dividedBy(Math.max(1, count + others));
    }

    /** How many are left. */
    int left() {
        return left.size() + (only.isPresent() ? 1 : 0);
    }

    /** The next one; a TCP address that refused a moment ago is skipped. */
    Optional<Flow> next() {
        Optional<Flow> one = only;
        only = Optional.empty();
        udpPhone = null;
        while (one.isEmpty() && !left.isEmpty()) {
            current = left.removeFirst();
            one = flow(context, current);
        }
        return one;
    }

    private static Optional<Flow> flow(ForkingContext context, NextHop hop) {
        return hop.transport() == Transport.TLS
                ? context.endpoint().flow(hop)
                : flow(context, hop.transport(), hop.address());
    }

    static Optional<Flow> flow(ForkingContext context, Transport transport, InetSocketAddress address) {
        boolean absent = transport == Transport.TCP && context.absences().holds(address);
        return absent
                ? context.endpoint().existing(address)
                : context.endpoint().flow(transport, address);
    }

    /** A connection to the UDP phone at that address, which is the present one. */
    Flow tcpInsteadOfUdp(InetSocketAddress phone) {
        udpPhone = phone;
        return context.connection(phone);
    }

    boolean isTcpInsteadOfUdp() {
        return udpPhone != null;
    }

    /** The phone has refused the connection: the flow over UDP. */
    Optional<Flow> udpInsteadOfTcp() {
        InetSocketAddress phone = udpPhone;
        udpPhone = null;
        if (phone == null) return Optional.empty();
        context.refusals().note(phone);
        return context.endpoint().flow(Transport.UDP, phone);
    }

    /** The request waits for that flow, which belongs to the present one. @return false when it must not be sent, since many wait for a silent address */
    boolean enter(Flow flow) {
        if (flow.transport() != Transport.UDP) return true;
        entry = context.breaker().join(flow.remote()).orElse(null);
        return entry != null;
    }

    /** The request waits no longer. */
    void leave() {
        SilentPeerBreaker.Entry left = entry;
        entry = null;
        if (left != null) left.leave();
    }

    /** A response has arrived. */
    void heard() {
        SilentPeerBreaker.Entry waiting = entry;
        if (waiting != null) waiting.heard();
    }

    /** The present one did not answer, or could not be reached. */
    void failed() {
        NextHop hop = current;
        if (hop != null) context.setbacks().failed(hop, REST);
    }

    /** The present one asks for a pause (Retry-After). */
    void asksForRest(Duration rest) {
        NextHop hop = current;
        if (hop != null) context.setbacks().asksForRest(hop, rest);
    }

    /** The present one has answered, with whatever code: it is no longer tried last. */
    void answered() {
        NextHop hop = current;
        if (hop != null) context.setbacks().answered(hop);
    }
}
