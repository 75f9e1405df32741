package io.aldis.agent;

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
final class Line {
    private enum Stage {
        EARLY,
        UP,
        OVER
    }

    private final Calls home;
    private final DialogId id;
    private final Call call = new Call(this);
    private final Errands errands;
    private final CompletableFuture<CallEnd> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> hungUp = new CompletableFuture<>();
    private final Media media = new Media();
    private Dialog dialog;
    private volatile Optional<Consumer<IncomingMessage>> listener = Optional.empty();
    private Stage stage = Stage.EARLY;
    private Optional<Ringing> ringing = Optional.empty();
    private Optional<Confirmation> unconfirmed = Optional.empty();
    private boolean leaving;

    Line(Calls home, Dialog dialog) {
        this.home = home;
        this.dialog = dialog;
        this.id = dialog.id();
        this.errands = new Errands(home, this);
    }

    // ---- for any thread

    DialogId id() {
        return id;
    }

    Call call() {
        return call;
    }

    Uri peer() {
        return errands.peer();
    }

    Media media() {
        return media;
    }

    Errands errands() {
        return errands;
    }

    CompletableFuture<CallEnd> ended() {
        return ended;
    }

    void listener(Consumer<IncomingMessage> own) {
        listener = Optional.of(own);
    }

    /** Who hears of messages inside of the call, when it is not the one who hears of all. */
    Optional<Consumer<IncomingMessage>> listener() {
        return listener;
    }

    /** @return completes when the other side has answered our BYE, or will not; at once when there is none to be sent */
    CompletableFuture<Void> hangUp() {
        if (!home.onLoop(this::leave)) hungUp.complete(null);
        return hungUp;
    }

    // ---- on the loop

    Dialog dialog() {
        return dialog;
    }

    /** Whether it is this very INVITE, on another way, that made the dialog (RFC 3261 §8.2.2.2). */
    boolean isOf(SipRequest invite) {
        return id.callId().equals(invite.callId())
                && id.remoteTag().equals(invite.from().tag())
                && dialog.remoteSequence().equals(OptionalLong.of(invite.cseq().number()));
    }

    /** The number for the next request of ours. */
    long step() {
        dialog = dialog.stepped();
        return dialog.localSequence();
    }

    /** Their INVITE waits for the application. */
    void rings(Ringing waiting) {
        ringing = Optional.of(waiting);
    }

    /** Their INVITE, the first or a later one, is answered 2xx; what comes now is its ACK. */
    void took(Confirmation confirmation) {
        ringing = Optional.empty();
        stage = Stage.UP;
        unconfirmed = Optional.of(confirmation);
        confirmation.start();
    }

    /** Our INVITE was answered 2xx. */
    void up(Dialog confirmed) {
        dialog = dialog == confirmed ? dialog : dialog.confirmedBy(confirmed);
        stage = Stage.UP;
        if (leaving) leave();
    }

    /** Ours, but another one was faster, or we have given up: hung up before anybody hears of it (RFC 3261 §13.2.2.4). */
    void unwanted() {
        bye(new CallEnd.ByUs());
    }

    /** No call came of it. */
    void neverUp() {
        over(new CallEnd.Lost("Nobody took the call"));
    }

    // ---- what comes in

    /**
     * @param counted the dialog with that request counted
     * @return whether it is the business of the call
     */
    boolean takes(ServerTransaction<Flow> transaction, Flow flow, Dialog counted) {
        dialog = counted;
        Method method = transaction.request().method();
        if (method.equals(Method.BYE)) hungUpByThem(transaction);
        else if (method.equals(Method.INVITE)) invitedAgain(transaction, flow);
        else if (method.equals(Method.INFO)) home.refuse(transaction, Errands.answerToInfo(transaction.request()));
        else return false;
        return true;
    }

    /** Whatever we have not answered yet gets its answer: an INVITE that still rings 487 (RFC 3261 §15.1.2). */
    private void hungUpByThem(ServerTransaction<Flow> bye) {
        home.refuse(bye, Status.of(200));
        ringing.ifPresent(Ringing::cancelled);
        over(new CallEnd.ByPeer());
    }

    /** RFC 3261 §14.2. What they say of the session is answered with what we said of it last. */
    private void invitedAgain(ServerTransaction<Flow> transaction, Flow flow) {
        SipRequest invite = transaction.request();
        if (stage != Stage.UP || unconfirmed.isPresent()) {
            home.refuseForNow(transaction);
        } else if (!media.stays(invite)) {
            home.refuse(transaction, Status.of(488));
        } else {
            dialog = dialog.refreshedBy(invite);
            media.heard(invite);
            var ok = media.write(home.beginAnswer(invite, 200, id.localTag(), flow));
            took(new Confirmation(this, transaction, ok, home.endpoint()));
        }
    }

    /** The ACK of our 2xx; it may carry the answer to our offer (RFC 3261 §13.2.2.4). */
    void acknowledged(SipRequest ack) {
        if (unconfirmed.filter(each -> each.number() == ack.cseq().number()).isEmpty()) return;
        confirmed();
        media.heard(ack);
        if (leaving) leave();
    }

    /** Nobody confirms: the session ends with a BYE (RFC 3261 §13.3.1.4). */
    void unconfirmed() {
        confirmed();
        lost("No ACK for our answer within " + home.requests().patience().toSeconds() + " s");
    }

    private void confirmed() {
        unconfirmed.ifPresent(Confirmation::stop);
        unconfirmed = Optional.empty();
    }

    // ---- the end

    /** Who was called must not send BYE before the ACK (RFC 3261 §15). */
    private void leave() {
        leaving = true;
        ringing.ifPresent(Ringing::missed);
        if (stage == Stage.UP && unconfirmed.isEmpty()) bye(new CallEnd.ByUs());
        else if (stage == Stage.OVER) hungUp.complete(null);
    }

    /** The agent closes, and waits for nobody any more. */
    CompletableFuture<Void> farewell() {
        ringing.ifPresent(Ringing::missed);
        if (stage == Stage.UP) bye(new CallEnd.ByUs());
        else hungUp.complete(null);
        return hungUp;
    }

    /** RFC 3261 §12.2.1.2: a dialog that the other side does not know, or that nobody answers in, is ended. */
    void lost(String sentence) {
        if (stage == Stage.UP) bye(new CallEnd.Lost(sentence));
    }

    /** The session is over when the BYE is on its way, whatever it is answered (RFC 3261 §15.1.1). */
    private void bye(CallEnd end) {
        errands.bye(_ -> hungUp.complete(null));
        over(end);
    }

    private void over(CallEnd end) {
        if (stage == Stage.OVER) return;
        stage = Stage.OVER;
        confirmed();
        home.remove(this);
        errands.close();
        if (!(end instanceof CallEnd.ByUs)) hungUp.complete(null);
        Thread.startVirtualThread(() -> ended.complete(end)); // what hangs on it is user code
    }
}
