package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.net.endpoint.Endpoint;
import io.aldis.server.Branches;
import io.aldis.server.Deliveries;
import io.aldis.server.Device;
import io.aldis.server.DialogSeals;
import io.aldis.server.ForkListener;
import io.aldis.server.Redirections;
import io.aldis.server.Routed;
import io.aldis.server.ServerSettings;
import io.aldis.server.Target;
import io.aldis.sip.Aor;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.locate.Setbacks;
import io.aldis.sip.transaction.ServerTransaction;
import io.aldis.sip.transaction.Timers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Forwards a request to all its targets at once, each over a client transaction of its own, and passes the best response back (RFC 3261
 * §16.6, §16.7). For the event loop.
 */
public final class Forking implements Deliveries {
    /** Limit on connecting to a phone that registered for UDP; the rest of the wait is for UDP. */
    private static final Duration TCP_AT_ALL = Duration.ofSeconds(2);

    private final Endpoint endpoint;
    private final ServerSettings settings;
    private final Branches branches;
    private final DialogSeals seals;
    private final Resolver resolver;
    private final Redirections redirections;
    private final TcpRefusals refusals;
    private final TcpRefusals absences;
    private final SilentPeerBreaker silences;
    private final Underway underway;
    private final Setbacks setbacks = new Setbacks(InstantSource.system());

    /** Marks in forwarded requests by which the server recognises them: Via branches, and seals in Record-Route. */
    public record Marks(Branches branches, DialogSeals seals) {}

    public Forking(
            Endpoint endpoint, ServerSettings settings, Marks marks, Resolver resolver, Redirections redirections) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.branches = marks.branches();
        this.seals = marks.seals();
        this.resolver = resolver;
        this.redirections = redirections;
        this.refusals = new TcpRefusals(endpoint.wheel(), TcpRefusals.KEEP);
        this.absences = new TcpRefusals(endpoint.wheel(), TcpRefusals.BRIEFLY);
        this.silences = new SilentPeerBreaker(endpoint.wheel());
        this.underway = new Underway(endpoint.wheel());
    }

    Endpoint endpoint() {
        return endpoint;
    }

    ServerSettings settings() {
        return settings;
    }

    Timers timers() {
        return endpoint.transactions().timers();
    }

    TcpRefusals refusals() {
        return refusals;
    }

    /** Addresses of TCP phones that could not be connected to just now. */
    TcpRefusals absences() {
        return absences;
    }

    Underway underway() {
        return underway;
    }

    SilentPeerBreaker silences() {
        return silences;
    }

    /** Next hops that failed lately, or asked for a pause (Retry-After). */
    Setbacks setbacks() {
        return setbacks;
    }

    /** A connection to a UDP phone, with a short limit on connecting, since the sender waits. */
    Flow connection(InetSocketAddress phone) {
        return endpoint.connection(phone, TCP_AT_ALL);
    }

    Branches branches() {
        return branches;
    }

    DialogSeals seals() {
        return seals;
    }

    Resolver resolver() {
        return resolver;
    }

    Redirections redirections() {
        return redirections;
    }

    /** Forwards the request; the exchange is answered sooner or later. */
    public void carry(Routed routed, ServerTransaction<Flow> exchange) {
        boolean invite = routed.request().method().equals(Method.INVITE);
        start(invite ? new InviteFork(this, routed, exchange) : new Fork(this, routed, exchange));
    }

    /** Forwards a message. @param keeper gets the answers of the devices, and answers the sender */
    public void carry(Routed routed, ServerTransaction<Flow> exchange, ForkListener keeper) {
        start(new KeptFork(this, routed, exchange, keeper));
    }

    private void start(Fork fork) {
        Routed routed = fork.routed();
        ServerTransaction<Flow> exchange = fork.exchange();
        SipRequest request = routed.request();
        if (fork instanceof InviteFork call) {
            exchange.whenCancelled(call::hangUp); // RFC 3261 §16.10
            exchange.answer(request.answer(Status.of(100), "").build());
        }
        List<Target> targets = routed.targets();
        if (targets.size() > settings.forks()) targets = targets.subList(0, settings.forks());
        MaxBreadth breadth = MaxBreadth.of(request);
        if (!breadth.allows(targets.size())) {
            exchange.answer(
                    request.answer(Status.of(440), endpoint.tags().of(request)).build());
            return;
        }
        fork.start(targets, breadth);
    }

    @Override
    public Runnable deliver(SipRequest request, Target target, Try once, Consumer<Optional<SipResponse>> answer) {
        var outset = new MailboxDelivery(request, Branches.kept(once.unique(), request), answer);
        var branch = new Branch(this, outset, new BranchRequest(this, outset, target, MaxBreadth.UNSAID));
        branch.limit(once.within().compareTo(Underway.LONGEST) < 0 ? once.within() : Underway.LONGEST);
        branch.start();
        return branch::recall;
    }

    @Override
    public boolean registered(Aor account, List<Target> targets, Set<Device> moved) {
        return underway.registered(account, targets, moved);
    }

    @Override
    public boolean isLate(Device device, Supplier<String> sender) {
        return underway.isLate(device, sender);
    }

    @Override
    public boolean isBusy(Device device) {
        return underway.isBusy(device);
    }

    /** Forwards the ACK of a 2xx (RFC 3261 §16.6, last paragraph); it has no response. */
    public void pass(Routed ack) {
        for (Target target : ack.targets())
            new BranchRequest(this, new Relayed(this, ack), target, MaxBreadth.UNSAID).sendOnce();
    }
}
