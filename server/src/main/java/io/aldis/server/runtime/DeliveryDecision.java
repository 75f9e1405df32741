package io.aldis.server.runtime;

import io.aldis.net.Flow;
import io.aldis.server.Account;
import io.aldis.server.Answer;
import io.aldis.server.Binding;
import io.aldis.server.Destination;
import io.aldis.server.Device;
import io.aldis.server.Identified;
import io.aldis.server.Route;
import io.aldis.server.Routed;
import io.aldis.server.Target;
import io.aldis.server.forking.Forking;
import io.aldis.server.mailbox.Mailboxes;
import io.aldis.sip.Aor;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Decides whether a request is relayed, accepted, or relayed and stored for devices that are away (RFC 3428 §7). For the event loop. */
public final class DeliveryDecision {
    private final Forking forking;
    private final Optional<Mailboxes> mailboxes;

    /** @param mailboxes absent when messages are not stored */
    public DeliveryDecision(Forking forking, Optional<Mailboxes> mailboxes) {
        this.forking = forking;
        this.mailboxes = mailboxes;
    }

    /** A request that is not answered yet. @param reply answers it with an answer of the server itself */
    public record Pending(ServerTransaction<Flow> exchange, Consumer<Answer> reply) {}

    public void decide(Identified identified, Route route, Pending pending) {
        switch (route) {
            case Route.Nobody(Answer answer) -> pending.reply().accept(answer);
            case Route.Refused(Answer answer) -> pending.reply().accept(answer);
            case Route.Elsewhere(List<Target> targets) -> relay(identified, targets, pending);
            case Route.Away away ->
                keeping(identified)
                        .ifPresentOrElse(
                                mailbox -> accept(mailbox, identified, away, pending.reply()),
                                () -> pending.reply().accept(away.answer()));
            case Route.Reachable reachable ->
                keeping(identified)
                        .ifPresentOrElse(
                                mailbox -> deliver(mailbox, identified, reachable, pending),
                                () -> relay(identified, reachable.targets(), pending));
        }
    }

    /** The mailboxes, when this is a message that may be stored. */
    private Optional<Mailboxes> keeping(Identified identified) {
        return mailboxes.filter(mailbox -> mailbox.mayKeep(identified));
    }

    private void relay(Identified identified, List<Target> targets, Pending pending) {
        forking.carry(routed(identified, targets), pending.exchange());
    }

    private static Routed routed(Identified identified, List<Target> targets) {
        var admitted = identified.admitted();
        admitted.arrival().events().routed(admitted.arrival(), admitted.destination(), targets);
        return new Routed(identified, targets);
    }

    private static void accept(Mailboxes mailbox, Identified identified, Route.Away away, Consumer<Answer> reply) {
        if (away.device().isPresent()) mailbox.accept(identified, away.device().get(), reply);
        else mailbox.accept(identified, away.account().aor(), reply);
    }

    /** Delivers a message and stores it for the devices that do not take it now. */
    private void deliver(Mailboxes mailbox, Identified identified, Route.Reachable reachable, Pending pending) {
        Account account = reachable.account();
        Aor aor = account.aor();
        boolean forOne = identified.admitted().destination() instanceof Destination.Instance;
        if (!forOne && mailbox.acceptsFirst(account)) {
            mailbox.accept(identified, aor, pending.reply());
            return;
        }
        Routed routed = routed(identified, reachable.targets());
        List<Target> free = mailbox.free(reachable.targets(), identified, aor);
        Optional<Device> one = forOne ? reachable.targets().getFirst().device() : Optional.empty();
        if (!free.isEmpty() || (forOne && one.isEmpty()))
            forking.carry(
                    forOne ? routed : new Routed(identified, free),
                    pending.exchange(),
                    mailbox.forkListener(identified, aor, pending.reply()));
        else if (one.isPresent()) mailbox.accept(identified, one.get(), pending.reply());
        else mailbox.accept(identified, aor, pending.reply());
    }

    /** Relays an ACK of a 2xx. An ACK has no response, so an unreachable target is not reported. */
    void pass(Identified ack, Route route) {
        switch (route) {
            case Route.Elsewhere(List<Target> targets) -> forking.pass(new Routed(ack, targets));
            case Route.Reachable reachable -> forking.pass(new Routed(ack, reachable.targets()));
            case Route.Away _, Route.Nobody _, Route.Refused _ -> {}
        }
    }

    /** @param set bindings set by a REGISTER just now: their devices get the messages stored for them; empty when it has only removed bindings */
    public void registered(Aor account, List<Binding> set) {
        if (set.isEmpty()) mailboxes.ifPresent(mailbox -> mailbox.unregistered(account));
        else mailboxes.ifPresent(mailbox -> mailbox.registered(account, set));
    }

    /** Stops deliveries from mailboxes. */
    void end() {
        mailboxes.ifPresent(Mailboxes::end);
    }
}
