package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.sip.MessageBuilder;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.dialog.Dialog;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An INVITE that has come in and waits for the application (RFC 3261 §13.3.1), a bounded time. Rings when that is over. */
final class Ringing extends Alarm {
    private static final int TRYING = 100;
    private static final int RINGING = 180;
    private static final int OK = 200;

    private final Calls home;
    private final ServerTransaction<Flow> transaction;
    private final Flow flow;
    private final Line line;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    Ringing(Calls home, ServerTransaction<Flow> transaction, Flow flow, Dialog dialog) {
        this.home = home;
        this.transaction = transaction;
        this.flow = flow;
        this.line = new Line(home, dialog);
    }

    void start() {
        SipRequest invite = transaction.request();
        transaction.whenCancelled(this::cancelled);
        transaction.answer(invite.answer(Status.of(TRYING), "").build());
        line.rings(this);
        line.media().heard(invite);
        home.add(line);
        home.endpoint().wheel().set(this, home.plan().bell().patience().toNanos());
        var call = new IncomingCall(this);
        boolean told = home.plan()
                .bell()
                .listener()
                .filter(listener -> home.tell("call " + line.id(), () -> listener.accept(call)))
                .isPresent();
        if (!told) missed();
    }

    // ---- from any thread

    SipRequest request() {
        return transaction.request();
    }

    CompletableFuture<Void> gone() {
        return gone;
    }

    void ring() {
        home.onLoop(() -> transaction.answer(answer(RINGING).build()));
    }

    void refuse(int code) {
        home.onLoop(() -> settle(Status.of(code)));
    }

    CompletableFuture<Optional<Call>> accept(Content.Bytes session) {
        var taken = new CompletableFuture<Optional<Call>>();
        if (!home.onLoop(() -> taken.complete(take(session)))) taken.complete(Optional.empty());
        return taken;
    }

    // ---- on the loop

    private Optional<Call> take(Content.Bytes session) {
        if (transaction.answered()) return Optional.empty();
        home.endpoint().wheel().stop(this);
        line.media().said(session);
        SipResponse ok = line.media().write(answer(OK));
        line.took(new Confirmation(line, transaction, ok, home.endpoint()));
        return Optional.of(line.call());
    }

    private MessageBuilder<SipResponse> answer(int code) {
        return home.beginAnswer(request(), code, line.id().localTag(), flow);
    }

    /** The caller has given up: by CANCEL, or by BYE (RFC 3261 §9.2, §15.1.2). */
    void cancelled() {
        settle(Status.of(487));
    }

    @Override
    protected void rang() {
        missed();
    }

    void missed() {
        settle(Status.of(480));
    }

    private void settle(Status refusal) {
        if (transaction.answered()) return;
        home.endpoint().wheel().stop(this);
        transaction.answer(
                home.plan().answer(request(), refusal, line.id().localTag()).build());
        line.neverUp();
        Thread.startVirtualThread(() -> gone.complete(null)); // what hangs on it is user code
    }
}
