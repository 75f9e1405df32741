package io.aldis.sip.transaction;

import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request that we have received, until it is answered (RFC 3261 §17.2). Belongs to the thread of its {@link Transactions}.
 */
public abstract sealed class ServerTransaction extends Timed
        permits NonInviteServerTransaction, InviteServerTransaction {
    private final Transactions owner;
    private final Fingerprint print;
    private final SipRequest request;
    private final Wire back;
    private @Nullable Object attachment;

    ServerTransaction(Transactions owner, Fingerprint print, SipRequest request, Wire back) {
        super(owner.wheel(), owner.timers());
        this.owner = owner;
        this.print = print;
        this.request = request;
        this.back = back;
    }

    public final SipRequest request() {
        return request;
    }

    /** Where answers go (RFC 3261 §18.2.2). */
    public final Wire back() {
        return back;
    }

    final Transactions owner() {
        return owner;
    }

    final Fingerprint print() {
        return print;
    }

    /** What the user of this transaction keeps with it: a forwarded INVITE is found again by its CANCEL. */
    public final @Nullable Object attachment() {
        return attachment;
    }

    public final void attach(Object kept) {
        attachment = kept;
    }

    /** Sends an answer of our own, and remembers a final one for repeated requests. After a final one others are ignored. */
    public final void answer(SipResponse response) {
        answer(response.bytes(), response.code());
    }

    /** Sends an answer that is passed on. */
    public abstract void answer(byte[] response, int code);

    /** Whether a final answer was given. */
    public abstract boolean answered();

    /**
     * Sends a final answer and forgets the request: a challenge costs the server no memory, and a phone may send its credentials
     * with the same branch, Call-ID and CSeq.
     */
    public final void answerAndForget(SipResponse response) {
        abandon();
        back.send(response.bytes(), Wire.Unsent.NOBODY);
    }

    /**
     * Forgets the request without an answer: what is left for a non-INVITE request that nobody answered in time, since a 408 would
     * come too late (RFC 4320 §4.2).
     */
    public final void abandon() {
        stopAll();
        owner.forget(this);
    }

    abstract void repeated();
}
