package io.aldis.sip.transaction;

import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request that we have received, until it is answered (RFC 3261 §17.2). Belongs to the thread of its {@link Transactions}.
 *
 * @param <C> a connection
 */
public abstract sealed class ServerTransaction<C extends Wire> extends Timed
        permits NonInviteServerTransaction, InviteServerTransaction {
    private final Transactions<C> owner;
    private final Fingerprint print;
    private final SipRequest request;
    private final C origin;
    private final Wire back;
    private final long arrival;
    private @Nullable Runnable whenCancelled;

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

    /** Where answers go (RFC 3261 §18.2.2). */
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

    /** A CANCEL of this request has arrived. */
    public final void cancelled() {
        if (whenCancelled != null) whenCancelled.run();
    }

    /**
     * Sends an answer of our own, and remembers a final one for repeated requests. After a final one others are ignored. What
     * nobody may send is not sent (RFC 4320 §4): to a request other than INVITE no 408, no provisional response but 100, and that
     * one over UDP only when the client has slowed down. A 100 that is due leaves without being asked for.
     */
    public final void answer(SipResponse response) {
        answer(response.bytes(), response.code());
    }

    /** Sends an answer that is passed on. */
    public abstract void answer(byte[] response, int code);

    /** Whether no answer can be given any more: a final one was, or the request is forgotten. */
    public final boolean answered() {
        return over() || finallyAnswered();
    }

    /**
     * Sends a final answer and forgets the request: a challenge costs the server no memory, and a phone may send its credentials
     * with the same branch, Call-ID and CSeq.
     */
    public final void answerAndForget(SipResponse response) {
        if (answered()) return;
        abandon();
        back.send(response.bytes(), Wire.Unsent.NOBODY);
    }

    /**
     * Forgets the request without an answer: what is left for a non-INVITE request that nobody answered in time, since a 408 would
     * come too late (RFC 4320 §4.2). Answers that come later are not sent.
     */
    public final void abandon() {
        finish();
        owner.forget(this);
    }

    /** The answer alone stays. */
    final void remember(byte[] answer) {
        finish();
        owner.remember(this, answer);
    }

    final byte[] trying() {
        return request.trying(Duration.ofNanos(owner.wheel().now() - arrival)).bytes();
    }

    abstract void arrived();

    abstract void repeated();

    abstract boolean finallyAnswered();
}
