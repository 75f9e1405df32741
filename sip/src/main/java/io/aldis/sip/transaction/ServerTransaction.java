package io.aldis.sip.transaction;

import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A server transaction (RFC 3261 §17.2): a request that was received, until it is answered. For the thread of its {@link Transactions}.
 *
 * @param <C> a connection
 */
public abstract sealed class ServerTransaction<C extends Wire> extends Timed
        permits NonInviteServerTransaction, InviteServerTransaction {
    /** Hears of the end of a transaction; for observers. */
    public interface Ending {
        /** Called once. @param code of the final response, which is sent now; 0 when the transaction is dropped without one */
        void ended(int code);
    }

    private final Transactions<C> owner;
    private final Fingerprint print;
    private final SipRequest request;
    private final C origin;
    private Wire back;
    private final long arrival;
    private @Nullable Runnable whenCancelled;
    private @Nullable Ending ending;

    ServerTransaction(Transactions<C> owner, Fingerprint print, Received<C> received) {
        super(owner.wheel(), owner.intervals());
        this.owner = owner;
        this.print = print;
        this.request = received.request();
        this.origin = received.origin();
        this.back = received.back();
        this.arrival = owner.wheel().now();
    }

    public final SipRequest request() {
        return request;
    }

    /** The connection that the request came in on. */
    public final C origin() {
        return origin;
    }

    /** Sends the responses to where the request, or its latest retransmission, came from (RFC 3261 §18.2.2). */
    public final Wire back() {
        return back;
    }

    final Fingerprint print() {
        return print;
    }

    /** @param action what a CANCEL of this request does; only an INVITE has one (RFC 3261 §9.2) */
    public final void whenCancelled(Runnable action) {
        whenCancelled = action;
    }

    /** @param listener hears of the final response, or that there is none; set when the request arrives */
    public final void whenEnded(Ending listener) {
        ending = listener;
    }

    /** Tells the listener of the end, once. */
    final void ends(int code) {
        Ending listener = ending;
        ending = null;
        if (listener != null) listener.ended(code);
    }

    /** A CANCEL of this request has arrived. */
    public final void cancelled() {
        if (whenCancelled != null) whenCancelled.run();
    }

    /**
     * Sends a response. A final one is kept for retransmitted requests, and later calls are ignored. To a request other than INVITE
     * RFC 4320 §4 forbids 408, provisional responses other than 100, and over UDP a 100 before the client's timer E has reached T2:
     * these are not sent. The transaction sends a 100 by itself when it is due.
     */
    public final void answer(SipResponse response) {
        answer(response.bytes(), response.code());
    }

    /** As {@link #answer(SipResponse)}, for the bytes of a response; used for forwarded ones. */
    public abstract void answer(byte[] response, int code);

    /** Whether no response can be sent any more: a final one was sent, or the request was dropped. */
    public final boolean answered() {
        return over() || finallyAnswered();
    }

    /**
     * Sends a final response and drops the transaction: a challenge then costs no memory, and a phone may send its credentials with
     * the same branch, Call-ID and CSeq.
     */
    public final void answerAndForget(SipResponse response) {
        if (answered()) return;
        ends(response.code());
        abandon();
        back.send(response.bytes(), Wire.Unsent.NOBODY);
    }

    /**
     * Drops the transaction without a response, as for a non-INVITE request that timed out, because a 408 would come too late
     * (RFC 4320 §4.2). Later responses are not sent.
     */
    public final void abandon() {
        ends(0);
        finish();
        owner.forget(this);
    }

    /** Drops the transaction and keeps only its final response. */
    final void remember(byte[] answer) {
        finish();
        owner.remember(this, answer);
    }

    final byte[] trying() {
        return request.trying(Duration.ofNanos(owner.wheel().now() - arrival)).bytes();
    }

    abstract void arrived();

    /** A retransmission arrived. @param latest its way back, which the responses take from now on */
    final void repeated(Wire latest) {
        back = latest;
        repeated();
    }

    abstract void repeated();

    abstract boolean finallyAnswered();
}
