package io.aldis.sip.transaction;

import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs {@link InviteClient} for one INVITE: feeds events to it and performs its effects. */
final class InviteClientTransaction<C extends Wire> extends ClientTransaction<C> {
    private final SipRequest invite;
    private InviteClient.State state = InviteClient.State.INITIAL;
    private byte @Nullable [] ack;

    InviteClientTransaction(Transactions<C> owner, String branch, SipRequest invite, C wire, User<C> user) {
        super(owner, branch, wire, user);
        this.invite = invite;
    }

    @Override
    public Optional<SipRequest> invite() {
        return Optional.of(invite);
    }

    @Override
    int octets() {
        return invite.bytes().length;
    }

    @Override
    void start() {
        on(InviteClient.Event.START, null, "");
    }

    @Override
    void received(SipResponse response) {
        if (response.status().provisional()) on(InviteClient.Event.PROVISIONAL, response, "");
        else on(response.status().success() ? InviteClient.Event.SUCCESS : InviteClient.Event.REFUSAL, response, "");
    }

    @Override
    boolean sent(Method method) {
        return method.equals(Method.INVITE);
    }

    @Override
    boolean answered() {
        return state == InviteClient.State.COMPLETED || state == InviteClient.State.ACCEPTED;
    }

    @Override
    void onResend() {
        on(InviteClient.Event.RESEND, null, "");
    }

    @Override
    void onEnd() {
        boolean waiting = state == InviteClient.State.CALLING;
        on(waiting ? InviteClient.Event.TIMEOUT : InviteClient.Event.LINGERED, null, "no answer in time");
    }

    @Override
    public void unsent(String why) {
        on(InviteClient.Event.UNSENT, null, why);
    }

    private void on(InviteClient.Event event, @Nullable SipResponse response, String why) {
        if (over()) return;
        Transition<InviteClient.State> step = InviteClient.on(state, event, wire().reliable());
        state = step.next();
        if (state == InviteClient.State.TERMINATED) abandon();
        for (Effect effect : step.effects()) perform(effect, response, why);
        settle();
    }

    private void perform(Effect effect, @Nullable SipResponse response, String why) {
        switch (effect) {
            case SEND -> wire().send(invite.bytes(), this);
            case SEND_ACK -> {
                if (response != null) wire().send(ackFor(response), Wire.Unsent.NOBODY);
            }
            case PASS_UP -> {
                if (response != null) user().response(this, response);
            }
            case REPORT_TIMEOUT -> user().failed(this, Failure.TIMEOUT, why);
            case REPORT_UNSENT -> user().failed(this, Failure.UNSENT, why);
            default -> arm(effect, false);
        }
    }

    private byte[] ackFor(SipResponse response) {
        byte[] made = ack;
        if (made == null) {
            made = InviteFollowUp.ack(invite, response).bytes();
            ack = made;
        }
        return made;
    }
}
