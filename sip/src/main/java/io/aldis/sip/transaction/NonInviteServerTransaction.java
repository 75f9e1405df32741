package io.aldis.sip.transaction;

import io.aldis.sip.SipRequest;

/** Drives {@link NonInviteServer}. */
final class NonInviteServerTransaction extends ServerTransaction {
    private static final byte[] NOTHING = {};

    private NonInviteServer.State state = NonInviteServer.State.TRYING;
    private byte[] last = NOTHING;

    NonInviteServerTransaction(Transactions owner, Fingerprint print, SipRequest request, Wire back) {
        super(owner, print, request, back);
    }

    @Override
    public void answer(byte[] response, int code) {
        if (answered()) return;
        last = response;
        on(code < 200 ? NonInviteServer.Event.ANSWER_PROVISIONAL : NonInviteServer.Event.ANSWER_FINAL);
    }

    @Override
    public boolean answered() {
        return state == NonInviteServer.State.COMPLETED;
    }

    @Override
    void repeated() {
        on(NonInviteServer.Event.REPEATED);
    }

    private void on(NonInviteServer.Event event) {
        Step<NonInviteServer.State> step = NonInviteServer.on(state, event);
        state = step.next();
        for (Effect effect : step.effects()) {
            if (effect == Effect.SEND) back().send(last, Wire.Unsent.NOBODY);
            else owner().remember(this, last);
        }
    }

    @Override
    void onEnd() {}

    @Override
    void onResend() {}
}
