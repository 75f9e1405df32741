package io.aldis.server.runtime;

import io.aldis.net.Flow;
import io.aldis.server.Admitted;
import io.aldis.server.Answer;
import io.aldis.server.Binding;
import io.aldis.server.ForkListener;
import io.aldis.server.Identified;
import io.aldis.server.Route;
import io.aldis.server.Routed;
import io.aldis.server.Target;
import io.aldis.server.forking.Forking;
import io.aldis.server.mailbox.KeepDecision;
import io.aldis.server.mailbox.KeepDecision.Keeping;
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
    private final Optional<KeepDecision> keep;

    /** @param mailboxes absent when messages are not stored */
    public DeliveryDecision(Forking forking, Optional<Mailboxes> mailboxes) {
        this.forking = forking;
        this.mailboxes = mailboxes;
        this.keep = mailboxes.map(KeepDecision::new);
    }

    /** A request that is not answered yet. @param reply answers it with an answer of the server itself */
    public record Pending(ServerTransaction<Flow> exchange, Consumer<Answer> reply) {}

    public void decide(Identified identified, Route route, Pending pending) {
        switch (route) {
            case Route.Nobody(Answer answer) -> pending.reply().accept(answer);
            case Route.Refused(Answer answer) -> pending.reply().accept(answer);
            case Route.Elsewhere(List<Target> targets) -> relay(identified, targets, pending);
            case Route.Away away -> {
                if (keeping(identified, away, pending) instanceof Keeping.Never)
                    pending.reply().accept(away.answer());
            }
            case Route.Reachable reachable -> {
                switch (keeping(identified, reachable, pending)) {
                    case Keeping.Never _ -> relay(identified, reachable.targets(), pending);
                    case Keeping.Accepted _ -> {}
                    case Keeping.Relayed(List<Target> targets, ForkListener listener) -> {
                        told(identified, reachable.targets());
                        forking.carry(new Routed(identified, targets), pending.exchange(), listener);
                    }
                }
            }
        }
    }

    private Keeping keeping(Identified identified, Route.Away away, Pending pending) {
        return keep.isPresent() ? keep.get().decide(identified, away, pending.reply()) : new Keeping.Never();
    }

    private Keeping keeping(Identified identified, Route.Reachable reachable, Pending pending) {
        return keep.isPresent() ? keep.get().decide(identified, reachable, pending.reply()) : new Keeping.Never();
    }

    private void relay(Identified identified, List<Target> targets, Pending pending) {
        told(identified, targets);
        forking.carry(new Routed(identified, targets), pending.exchange());
    }

    private static void told(Identified identified, List<Target> targets) {
        Admitted admitted = identified.admitted();
        admitted.arrival().events().routed(admitted.arrival(), admitted.destination(), targets);
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
