package io.aldis.sip.transaction;

import io.aldis.sip.Method;
import io.aldis.sip.SipResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Runs {@link NonInviteClient} for one request: feeds events to it and performs its effects. */
final class NonInviteClientTransaction<C extends Wire> extends ClientTransaction<C> {
    private final int octets;
    private byte[] request;
    private boolean quiet;
    private NonInviteClient.State state = NonInviteClient.State.INITIAL;

    NonInviteClientTransaction(Transactions<C> owner, String branch, byte[] request, C wire, User<C> user) {
        super(owner, branch, wire, user);
        this.request = request;
        this.octets = request.length;
    }

    @Override
    int octets() {
        return octets;
    }

    @Override
    void start() {
        on(NonInviteClient.Event.START, null, "");
    }

    @Override
    void received(SipResponse response) {
        boolean provisional = response.code() < 200;
        on(provisional ? NonInviteClient.Event.PROVISIONAL : NonInviteClient.Event.FINAL, response, "");
    }

    @Override
    boolean sent(Method method) {
        String name = method.name();
        if (request.length <= name.length() || request[name.length()] != ' ') return false;
        for (int i = 0; i < name.length(); i++) if (request[i] != name.charAt(i)) return false;
        return true;
    }

    @Override
    boolean answered() {
        return state == NonInviteClient.State.TERMINATED;
    }

    @Override
    void onResend() {
        on(NonInviteClient.Event.RESEND, null, "");
    }

    @Override
    void onEnd() {
        on(NonInviteClient.Event.TIMEOUT, null, "no answer in time");
    }

    @Override
    public void unsent(String why) {
        on(NonInviteClient.Event.UNSENT, null, why);
    }

    private void on(NonInviteClient.Event event, @Nullable SipResponse response, String why) {
        if (over()) return;
        Transition<NonInviteClient.State> step = NonInviteClient.on(state, event, wire().reliable());
        state = step.next();
        if (state == NonInviteClient.State.TERMINATED) abandon();
        for (Effect effect : step.effects()) perform(effect, response, why);
        settle();
    }

    @Override
    public void sendNoMore() {
        quiet = true;
    }

    @Override
    public void sendAgain() {
        if (!over() && !wire().reliable()) send();
    }

    /** Over a reliable transport the request is sent once; afterwards only its method is kept, to match responses. */
    private void send() {
        byte[] whole = request;
        if (wire().reliable()) request = method(whole);
        wire().send(whole, this);
    }

    private static byte[] method(byte[] request) {
        int end = 0;
        while (end < request.length && request[end] != ' ') end++;
        return Arrays.copyOf(request, Math.min(end + 1, request.length));
    }

    private void perform(Effect effect, @Nullable SipResponse response, String why) {
        switch (effect) {
            case SEND -> {
                if (!quiet) send();
            }
            case PASS_UP -> {
                if (response != null) user().response(this, response);
            }
            case REPORT_TIMEOUT -> user().failed(this, Failure.TIMEOUT, why);
            case REPORT_UNSENT -> user().failed(this, Failure.UNSENT, why);
            default -> arm(effect, true);
        }
    }
}
