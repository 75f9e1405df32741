package io.aldis.agent.call;

import io.aldis.agent.Call;
import io.aldis.agent.CallEnd;
import io.aldis.agent.Content;
import io.aldis.agent.IncomingMessage;
import io.aldis.agent.Message;
import io.aldis.agent.Outcome;
import io.aldis.net.Flow;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Status;
import io.aldis.sip.Uri;
import io.aldis.sip.dialog.Dialog;
import io.aldis.sip.dialog.DialogId;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * One dialog of a call, from its first answer to its BYE (RFC 3261 §12, §15).
 *
 * <pre>
 *   early ──2xx──► up ──BYE, ours or theirs───────────────► over
 *     │             └──no ACK, 481, 408, no answer: BYE──►   ▲
 *     └──refused, cancelled──────────────────────────────────┘
 * </pre>
 */
final class CallSession implements Call, InDialogRequests.Owner {
    private enum Stage {
        EARLY,
        UP,
        OVER
    }

    private final CallContext context;
    private final CallResponses responses;
    private final DialogId id;
    private final InDialogRequests requests;
    private final Consumer<CallSession> whenOver;
    private final CompletableFuture<CallEnd> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> hungUp = new CompletableFuture<>();
    private final SessionDescriptions media = new SessionDescriptions();
    private Dialog dialog;
    private volatile Optional<Consumer<IncomingMessage>> listener = Optional.empty();
    private Stage stage = Stage.EARLY;
    private Optional<Pending> pending = Optional.empty();
    private Optional<UnacknowledgedOk> unconfirmed = Optional.empty();
    private boolean leaving;

    /** An INVITE of the peer that waits for the application. */
    interface Pending {
        /** The caller has cancelled it. */
        void cancelled();

        /** It was not answered in time. */
        void missed();
    }

    CallSession(CallContext context, Dialog dialog, Consumer<CallSession> whenOver) {
        this.context = context;
        this.responses = new CallResponses(context);
        this.dialog = dialog;
        this.id = dialog.id();
        this.requests = new InDialogRequests(context, dialog, this);
        this.whenOver = whenOver;
    }

    // ---- for any thread

    @Override
    public String id() {
        return id.callId();
    }

    @Override
    public DialogId dialog() {
        return id;
    }

    @Override
    public Uri peer() {
        return requests.peer();
    }

    @Override
    public Content.Bytes session() {
        return media.theirs();
    }

    @Override
    public boolean isUp() {
        return !ended.isDone();
    }

    @Override
    public CompletableFuture<CallEnd> ended() {
        return ended;
    }

    @Override
    public Call onMessage(Consumer<IncomingMessage> own) {
        listener = Optional.of(own);
        return this;
    }

    /** The listener of messages inside of the call, when it is not that of the agent. */
    Optional<Consumer<IncomingMessage>> listener() {
        return listener;
    }

    @Override
    public Call allowOverlap() {
        requests.allowOverlap();
        return this;
    }

    @Override
    public Outcome send(Content content) {
        return requests.submit(content).await();
    }

    @Override
    public Outcome send(Message message) {
        return requests.submit(message).await();
    }

    @Override
    public CompletableFuture<Outcome> sendAsync(Content content) {
        return requests.submit(content).outcome();
    }

    @Override
    public CompletableFuture<Outcome> sendAsync(Message message) {
        return requests.submit(message).outcome();
    }

    @Override
    public void hangUp() {
        if (!context.onLoop(this::leave)) hungUp.complete(null);
        try {
            hungUp.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new CompletionException(e); // never: it completes normally
        }
    }

    @Override
    public String toString() {
        return "Call with " + peer() + " (" + id() + ')';
    }

    // ---- on the loop

    @Override
    public Dialog now() {
        return dialog;
    }

    SessionDescriptions media() {
        return media;
    }

    /** Whether that INVITE is a copy, over another path, of the one that made the dialog (RFC 3261 §8.2.2.2). */
    boolean isOf(SipRequest invite) {
        return id.callId().equals(invite.callId())
                && id.remoteTag().equals(invite.from().tag())
                && dialog.remoteSequence().equals(OptionalLong.of(invite.cseq().number()));
    }

    @Override
    public long step() {
        dialog = dialog.stepped();
        return dialog.localSequence();
    }

    /** The INVITE of the peer waits for the application. */
    void rings(Pending waiting) {
        pending = Optional.of(waiting);
    }

    /** An INVITE of the peer, the first or a later one, is answered 2xx; its ACK is expected next. */
    void took(UnacknowledgedOk ok) {
        pending = Optional.empty();
        stage = Stage.UP;
        unconfirmed = Optional.of(ok);
        ok.start(this::unconfirmed);
    }

    /** Our INVITE was answered 2xx. */
    void up(Dialog confirmed) {
        dialog = dialog == confirmed ? dialog : dialog.confirmedBy(confirmed);
        stage = Stage.UP;
        if (leaving) leave();
    }

    /** Another branch of the fork answered first, or the call was cancelled: sends ACK and BYE, without the application (RFC 3261 §13.2.2.4). */
    void unwanted() {
        bye(new CallEnd.ByUs());
    }

    /** The INVITE had no success. */
    void neverUp() {
        over(new CallEnd.Lost("The call was not accepted"));
    }

    // ---- incoming requests

    /**
     * @param counted the dialog, with the CSeq of that request noted
     * @return whether the call handles the request
     */
    boolean takes(ServerTransaction<Flow> transaction, Dialog counted) {
        dialog = counted;
        Method method = transaction.request().method();
        if (method.equals(Method.BYE)) hungUpByThem(transaction);
        else if (method.equals(Method.INVITE)) invitedAgain(transaction);
        else if (method.equals(Method.INFO))
            responses.refuse(transaction, InDialogRequests.answerToInfo(transaction.request()));
        else return false;
        return true;
    }

    /** An INVITE that still rings is answered 487 (RFC 3261 §15.1.2). */
    private void hungUpByThem(ServerTransaction<Flow> bye) {
        responses.refuse(bye, Status.of(200));
        pending.ifPresent(Pending::cancelled);
        over(new CallEnd.ByPeer());
    }

    /** RFC 3261 §14.2. A new offer is answered with our last session description. */
    private void invitedAgain(ServerTransaction<Flow> transaction) {
        SipRequest invite = transaction.request();
        if (stage != Stage.UP || unconfirmed.isPresent()) {
            responses.refuseForNow(transaction);
        } else if (!media.stays(invite)) {
            responses.refuse(transaction, Status.of(488));
        } else {
            dialog = dialog.refreshedBy(invite);
            media.heard(invite);
            var ok = media.write(responses.toInvite(invite, 200, id.localTag(), transaction.origin()));
            took(new UnacknowledgedOk(transaction, ok, context.send().endpoint()));
        }
    }

    /** The ACK of our 2xx; it may carry the answer to our offer (RFC 3261 §13.2.2.4). */
    void acknowledged(SipRequest ack) {
        if (unconfirmed.filter(each -> each.number() == ack.cseq().number()).isEmpty()) return;
        confirmed();
        media.heard(ack);
        if (leaving) leave();
    }

    /** No ACK arrived: the session ends with a BYE (RFC 3261 §13.3.1.4). */
    private void unconfirmed() {
        confirmed();
        lost("No ACK for our answer within " + context.send().patience().toSeconds() + " s");
    }

    private void confirmed() {
        unconfirmed.ifPresent(UnacknowledgedOk::stop);
        unconfirmed = Optional.empty();
    }

    // ---- the end

    /** The callee must not send BYE before the ACK (RFC 3261 §15). */
    private void leave() {
        leaving = true;
        pending.ifPresent(Pending::missed);
        if (stage == Stage.UP && unconfirmed.isEmpty()) bye(new CallEnd.ByUs());
        else if (stage == Stage.OVER) hungUp.complete(null);
    }

    /** The agent closes: the BYE does not wait for an ACK. @return completes when it is answered, or none is needed */
    CompletableFuture<Void> hangUpNow() {
        pending.ifPresent(Pending::missed);
        if (stage == Stage.UP) bye(new CallEnd.ByUs());
        else hungUp.complete(null);
        return hungUp;
    }

    /** RFC 3261 §12.2.1.2: ends a dialog that the peer does not know, or does not answer in. */
    @Override
    public void lost(String sentence) {
        if (stage == Stage.UP) bye(new CallEnd.Lost(sentence));
    }

    /** The session is over as soon as the BYE is sent, whatever its answer is (RFC 3261 §15.1.1). */
    private void bye(CallEnd end) {
        requests.bye(_ -> hungUp.complete(null));
        over(end);
    }

    private void over(CallEnd end) {
        if (stage == Stage.OVER) return;
        stage = Stage.OVER;
        confirmed();
        whenOver.accept(this);
        requests.close();
        if (!(end instanceof CallEnd.ByUs)) hungUp.complete(null);
        Thread.startVirtualThread(() -> ended.complete(end)); // user code may be attached to it
    }
}
