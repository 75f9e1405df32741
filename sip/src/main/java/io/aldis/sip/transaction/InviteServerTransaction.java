package io.aldis.sip.transaction;

/** Drives {@link InviteServer}. */
final class InviteServerTransaction<C extends Wire> extends ServerTransaction<C> implements Invites.Invite {
    private static final byte[] NOTHING = {};

    private final InviteKey key;
    private InviteServer.State state = InviteServer.State.PROCEEDING;
    private byte[] last = NOTHING;

    InviteServerTransaction(Transactions<C> owner, Fingerprint print, Received<C> received) {
        super(owner, print, received);
        this.key = InviteKey.of(received.request());
    }

    @Override
    public InviteKey key() {
        return key;
    }

    @Override
    void arrived() {
        on(InviteServer.Event.ARRIVED);
    }

    @Override
    public void answer(byte[] response, int code) {
        boolean success = code >= 200 && code < 300;
        if (answered() && !(success && state == InviteServer.State.ACCEPTED)) return;
        if (code >= 200) ends(code);
        last = response;
        if (code < 200) on(InviteServer.Event.ANSWER_PROVISIONAL);
        else on(success ? InviteServer.Event.ANSWER_SUCCESS : InviteServer.Event.ANSWER_REFUSAL);
    }

    @Override
    boolean finallyAnswered() {
        return state != InviteServer.State.PROCEEDING;
    }

    @Override
    void repeated() {
        on(InviteServer.Event.REPEATED);
    }

    /** @return whether the ACK goes up: that for a 2xx is the user's, others end here */
    boolean acknowledged() {
        boolean taken = state == InviteServer.State.ACCEPTED;
        on(InviteServer.Event.ACK);
        return taken;
    }

    @Override
    void onResend() {
        boolean waiting = state == InviteServer.State.PROCEEDING;
        on(waiting ? InviteServer.Event.TRYING_DUE : InviteServer.Event.RESEND);
    }

    @Override
    void onEnd() {
        boolean unacknowledged = state == InviteServer.State.COMPLETED;
        on(unacknowledged ? InviteServer.Event.TIMEOUT : InviteServer.Event.LINGERED);
    }

    private void on(InviteServer.Event event) {
        if (over()) return;
        Transition<InviteServer.State> step = InviteServer.on(state, event, back().reliable());
        state = step.next();
        if (state == InviteServer.State.TERMINATED) abandon();
        for (Effect effect : step.effects()) perform(effect);
        settle();
    }

    private void perform(Effect effect) {
        switch (effect) {
            case SEND -> {
                if (last.length > 0) back().send(last, Wire.Unsent.NOBODY);
            }
            case SEND_TRYING -> {
                last = trying();
                back().send(last, Wire.Unsent.NOBODY);
            }
            case PASS_UP -> {} // the ACK itself goes up by Transactions
            case REPORT_TIMEOUT -> {} // no ACK came: nobody is left to be told (RFC 3261 §17.2.1)
            default -> arm(effect, true);
        }
    }
}
