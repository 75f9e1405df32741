package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.net.endpoint.Endpoint;
import io.aldis.server.Branches;
import io.aldis.server.Deliveries;
import io.aldis.server.Device;
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
import io.aldis.sip.transaction.ServerTransaction;
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
    private final ForkingContext context;

    public Forking(
            Endpoint endpoint, ServerSettings settings, ForkMarks marks, Resolver resolver, Redirections redirections) {
        this.context = new ForkingContext(endpoint, settings, marks, resolver, redirections);
    }

    /** @param listener called with devices that have not answered a request which no {@link ForkListener} is told of */
    public void onSilent(Consumer<Device> listener) {
        context.onSilent(listener);
    }

    /** Forwards the request; the exchange is answered sooner or later. */
    public void carry(Routed routed, ServerTransaction<Flow> exchange) {
        boolean invite = routed.request().method().equals(Method.INVITE);
        start(invite ? new InviteFork(context, routed, exchange) : new Fork(context, routed, exchange));
    }

    /** Forwards a message. @param listener gets the answers of the devices, and answers the sender */
    public void carry(Routed routed, ServerTransaction<Flow> exchange, ForkListener listener) {
        start(new KeptFork(context, routed, exchange, listener));
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
        if (targets.size() > context.settings().forks())
            targets = targets.subList(0, context.settings().forks());
        MaxBreadth breadth = MaxBreadth.of(request);
        if (!breadth.allows(targets.size())) {
            exchange.answer(
                    request.answer(Status.of(440), context.endpoint().tags().of(request))
                            .build());
            return;
        }
        fork.start(targets, breadth);
    }

    @Override
    public Runnable deliver(SipRequest request, Target target, Try once, Consumer<Optional<SipResponse>> answer) {
        var delivery = new MailboxDelivery(request, Branches.kept(once.unique(), request), answer);
        var branch = new Branch(context, delivery, new BranchRequest(context, delivery, target, MaxBreadth.ABSENT));
        branch.limit(once.within().compareTo(Underway.LONGEST) < 0 ? once.within() : Underway.LONGEST);
        branch.start();
        return branch::recall;
    }

    @Override
    public boolean registered(Aor account, List<Target> targets, Set<Device> moved) {
        return context.underway().registered(account, targets, moved);
    }

    @Override
    public boolean isLate(Device device, Supplier<String> sender) {
        return context.underway().isLate(device, sender);
    }

    @Override
    public boolean isBusy(Device device) {
        return context.underway().isBusy(device);
    }

    /** Forwards the ACK of a 2xx (RFC 3261 §16.6, last paragraph); it has no response. */
    public void pass(Routed ack) {
        for (Target target : ack.targets())
            new BranchRequest(context, new Relayed(context, ack), target, MaxBreadth.ABSENT).sendOnce();
    }
}
