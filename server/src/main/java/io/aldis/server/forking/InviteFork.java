package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.server.Routed;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.transaction.ServerTransaction;

/**
 * A forked INVITE (RFC 3261 §16.7, §16.8): provisional responses and every 2xx are passed back, the other branches are cancelled after a
 * 2xx or 6xx, and timer C ends calls that ring too long.
 */
final class InviteFork extends Fork {
    private boolean unwanted;
    private boolean tooLong;
    private boolean unavailable;

    InviteFork(ForkingContext context, Routed routed, ServerTransaction<Flow> exchange) {
        super(context, routed, exchange);
    }

    /** Starts timer C. */
    @Override
    void await() {
        context().endpoint().wheel().set(this, context().settings().timerC().toNanos());
    }

    @Override
    public void provisional(SipResponse response) {
        if (response.code() == 100 || exchange().answered()) return;
        if (!tooLong) await();
        passBack(response);
    }

    @Override
    public void settled(Branch branch, SipResponse response, boolean again) {
        unavailable |= response.code() == 503;
        super.settled(branch, response, again);
    }

    /** It may be ringing. */
    @Override
    void fellSilent(Branch branch) {}

    @Override
    void declined() {
        cancel();
    }

    /** After timer C a 487 is the answer to our own CANCEL. */
    @Override
    boolean isAbsence(int code) {
        return super.isAbsence(code) || (tooLong && code == 487);
    }

    @Override
    void succeeded() {
        cancel();
    }

    /** The caller has hung up (RFC 3261 §16.10). */
    void hangUp() {
        unwanted = true;
        cancel();
    }

    private void cancel() {
        goNoFurther();
        for (Branch branch : branches()) branch.cancel();
    }

    @Override
    Status absence() {
        if (unwanted) return Status.of(487);
        return Status.of(unavailable ? 480 : 408);
    }

    /** Timer C: branches with a provisional response are cancelled and will answer; the others are given up. */
    @Override
    protected void rang() {
        tooLong = true;
        goNoFurther();
        for (Branch branch : branches()) {
            if (branch.ringing()) branch.cancel();
            else branch.giveUp("no answer in time");
        }
    }
}
