package io.aldis.agent.call;

import io.aldis.agent.CallAnswer;
import io.aldis.agent.Failure;
import io.aldis.agent.IncomingCall;
import io.aldis.agent.Invitation;
import io.aldis.agent.receive.CallRequests;
import io.aldis.agent.receive.KeyedExecutor;
import io.aldis.agent.receive.Listeners;
import io.aldis.net.Flow;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import io.aldis.sip.dialog.Dialog;
import io.aldis.sip.dialog.DialogId;
import io.aldis.sip.dialog.Formation;
import io.aldis.sip.dialog.RequestCheck;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The calls of an agent, incoming and outgoing, and incoming requests for them: finds the dialog of a request (RFC 3261 §12.2.2), and makes
 * new dialogs for INVITEs (§13.3).
 */
public final class Calls implements CallRequests {
    private static final Set<Method> OURS = Set.of(Method.INVITE, Method.BYE, Method.INFO);

    private final CallContext context;
    private final CallResponses responses;
    private final KeyedExecutor callbacks;
    private final Listeners<IncomingCall> listeners;
    private final CallTable calls;
    private final Set<OutgoingInvite> placed = new HashSet<>();

    public Calls(CallContext context, KeyedExecutor callbacks, Listeners<IncomingCall> listeners) {
        this.context = context;
        this.responses = new CallResponses(context);
        this.callbacks = callbacks;
        this.listeners = listeners;
        this.calls = new CallTable(context);
    }

    // ---- outgoing

    /**
     * Places a call.
     *
     * @param then called with the answer, once, on the loop
     * @return cancels the call when it is run on the loop
     */
    public Consumer<Failure> place(Invitation invitation, Consumer<CallAnswer> then) {
        var itself = new CompletableFuture<OutgoingInvite>();
        var invite = new OutgoingInvite(context, calls, invitation, answer -> {
            itself.thenAccept(placed::remove);
            then.accept(answer);
        });
        placed.add(invite);
        itself.complete(invite);
        invite.start();
        return invite::giveUp;
    }

    // ---- incoming

    @Override
    public Optional<InCall> around(SipRequest request) {
        return calls.of(request).map(session -> new InCall(session, session.listener()));
    }

    @Override
    public boolean busy() {
        return taken() && calls.size() >= context.settings().receiving().calls().most();
    }

    @Override
    public boolean taken() {
        return !listeners.isEmpty();
    }

    /** An agent without a listener of calls may have placed a call, and gets requests inside of it. */
    @Override
    public boolean allows(SipRequest request) {
        return OURS.contains(request.method()) && (taken() || DialogId.isInside(request));
    }

    @Override
    public boolean takes(ServerTransaction<Flow> transaction) {
        SipRequest request = transaction.request();
        if (DialogId.isInside(request)) return inside(transaction);
        if (request.method().equals(Method.INVITE)) {
            invited(transaction);
            return true;
        }
        boolean needsCall =
                request.method().equals(Method.BYE) || request.method().equals(Method.INFO);
        if (needsCall) responses.refuse(transaction, Status.of(481));
        return needsCall;
    }

    private boolean inside(ServerTransaction<Flow> transaction) {
        SipRequest request = transaction.request();
        var session = calls.of(request);
        if (session.isEmpty()) {
            responses.refuse(transaction, Status.of(481));
            return true;
        }
        return switch (session.get().now().check(request)) {
            case RequestCheck.OutOfOrder wrong -> {
                responses.refuse(transaction, Status.of(500, wrong.sentence()));
                yield true;
            }
            case RequestCheck.InOrder(Dialog counted) -> session.get().takes(transaction, counted);
        };
    }

    private void invited(ServerTransaction<Flow> transaction) {
        SipRequest invite = transaction.request();
        switch (Dialog.called(invite, context.send().ids().tag())) {
            case Formation.Unusable(var sentence) -> responses.refuse(transaction, Status.of(400, sentence));
            case Formation.Formed _
            when calls.all().stream().anyMatch(session -> session.isOf(invite)) ->
                responses.refuse(transaction, Status.of(482));
            case Formation.Formed _ when busy() -> responses.refuse(transaction, Status.of(486));
            case Formation.Formed(Dialog dialog) -> ring(transaction, calls.add(dialog));
        }
    }

    private void ring(ServerTransaction<Flow> transaction, CallSession session) {
        var invite = new IncomingInvite(context, transaction, session);
        invite.start();
        if (!callbacks.offer("call " + session.dialog(), () -> listeners.tell(invite))) invite.missed();
    }

    @Override
    public boolean cancelled(SipRequest cancel) {
        Optional<ServerTransaction<Flow>> invite =
                context.send().endpoint().transactions().invitedBy(cancel);
        invite.ifPresent(ServerTransaction::cancelled);
        return invite.isPresent();
    }

    @Override
    public void acknowledged(SipRequest ack) {
        calls.of(ack).ifPresent(session -> session.acknowledged(ack));
    }

    // ---- the end

    /** Cancels ringing calls and ends established ones. @param then runs when the peers have answered */
    public void close(Runnable then) {
        for (OutgoingInvite invite : List.copyOf(placed)) invite.close();
        var byes = calls.all().stream().map(CallSession::hangUpNow).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(byes).thenRun(then);
    }
}
