package io.aldis.agent.call;

import io.aldis.agent.Call;
import io.aldis.agent.Content;
import io.aldis.agent.IncomingCall;
import io.aldis.net.Flow;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A received INVITE that waits for the application (RFC 3261 §13.3.1), for a limited time; the alarm fires at its end. The methods of
 * {@link IncomingCall} may be called by any thread.
 */
final class IncomingInvite extends Alarm implements IncomingCall, CallSession.Pending {
    private static final int TRYING = 100;
    private static final int RINGING = 180;
    private static final int OK = 200;

    private final CallContext context;
    private final ServerTransaction<Flow> transaction;
    private final CallSession session;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    IncomingInvite(CallContext context, ServerTransaction<Flow> transaction, CallSession session) {
        this.context = context;
        this.transaction = transaction;
        this.session = session;
    }

    void start() {
        SipRequest invite = transaction.request();
        transaction.whenCancelled(this::cancelled);
        transaction.answer(invite.answer(Status.of(TRYING), "").build());
        session.rings(this);
        session.media().heard(invite);
        context.send()
                .endpoint()
                .wheel()
                .set(this, context.settings().receiving().calls().ringing().toNanos());
    }

    // ---- from any thread

    @Override
    public SipRequest request() {
        return transaction.request();
    }

    @Override
    public Content.Bytes session() {
        return SessionDescriptions.body(request());
    }

    @Override
    public CompletableFuture<Void> gone() {
        return gone;
    }

    @Override
    public void ring() {
        context.onLoop(() -> transaction.answer(answer(RINGING).build()));
    }

    @Override
    public void refuse(int code) {
        if (code < 300 || code > 699) throw new IllegalArgumentException("refuse: expected 300 to 699 but was " + code);
        context.onLoop(() -> settle(Status.of(code)));
    }

    @Override
    public Optional<Call> accept(Content.Bytes description) {
        var taken = new CompletableFuture<Optional<Call>>();
        if (!context.onLoop(() -> taken.complete(take(description)))) taken.complete(Optional.empty());
        return taken.join();
    }

    // ---- on the loop

    private Optional<Call> take(Content.Bytes description) {
        if (transaction.answered()) return Optional.empty();
        answered();
        session.media().said(description);
        SipResponse ok = session.media().write(answer(OK));
        session.took(new UnacknowledgedOk(transaction, ok, context.send().endpoint()));
        return Optional.of(session);
    }

    private void answered() {
        context.send().endpoint().wheel().stop(this);
    }

    private MessageBuilder<SipResponse> answer(int code) {
        return new CallResponses(context)
                .toInvite(request(), code, session.dialog().localTag(), transaction.origin());
    }

    /** Cancelled by CANCEL or BYE (RFC 3261 §9.2, §15.1.2). */
    @Override
    public void cancelled() {
        settle(Status.of(487));
    }

    @Override
    protected void rang() {
        missed();
    }

    @Override
    public void missed() {
        settle(Status.of(480));
    }

    private void settle(Status refusal) {
        if (transaction.answered()) return;
        answered();
        transaction.answer(new CallResponses(context)
                .refusal(request(), refusal, session.dialog().localTag()));
        session.neverUp();
        Thread.startVirtualThread(() -> gone.complete(null)); // user code may be attached to it
    }
}
