package io.aldis.sip.transaction;

/** Runs {@link NonInviteServer} for one request: feeds events to it and performs its effects. */
final class NonInviteServerTransaction<C extends Wire> extends ServerTransaction<C> {
    private static final byte[] NOTHING = {};

    private NonInviteServer.State state = NonInviteServer.State.TRYING;
    private byte[] last = NOTHING;

    NonInviteServerTransaction(Transactions<C> owner, Fingerprint print, Received<C> received) {
        super(owner, print, received);
    }

    @Override
    void arrived() {
        on(NonInviteServer.Event.ARRIVED);
    }

    @Override
    public void answer(byte[] response, int code) {
        if (answered() || !mayBeSent(code)) return;
        if (code >= 200) ends(code);
        last = response;
        on(code < 200 ? NonInviteServer.Event.ANSWER_TRYING : NonInviteServer.Event.ANSWER_FINAL);
    }

    /** RFC 4320 §4.1: no provisional response but 100; §4.2: no 408, which always comes too late. */
    private static boolean mayBeSent(int code) {
        return code == 100 || (code >= 200 && code != 408);
    }

    @Override
    boolean finallyAnswered() {
        return state == NonInviteServer.State.COMPLETED;
    }

    @Override
    void repeated() {
        on(NonInviteServer.Event.REPEATED);
    }

    @Override
    void onResend() {
        on(NonInviteServer.Event.TRYING_DUE);
    }

    @Override
    void onEnd() {
        on(NonInviteServer.Event.EXPIRED);
    }

    private void on(NonInviteServer.Event event) {
        if (over()) return;
        Transition<NonInviteServer.State> step = NonInviteServer.on(state, event, back().reliable());
        state = step.next();
        if (state == NonInviteServer.State.TERMINATED) abandon();
        for (Effect effect : step.effects()) perform(effect);
        settle();
    }

    private void perform(Effect effect) {
        switch (effect) {
            case SEND -> back().send(last, Wire.Unsent.NOBODY);
            case SEND_TRYING -> {
                last = trying();
                back().send(last, Wire.Unsent.NOBODY);
            }
            case LINGER_LONG -> remember(last);
            default -> arm(effect, true);
        }
    }
}
