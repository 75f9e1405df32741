package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.ForkControl;
import io.aldis.server.ForkListener;
import io.aldis.server.ForkResult;
import io.aldis.server.Routed;
import io.aldis.server.Target;
import io.aldis.sip.RetryAfter;
import io.aldis.sip.SipResponse;
import io.aldis.sip.transaction.ServerTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The fork of a message that may be stored. The answers of the devices go to the {@link ForkListener}, which answers the sender. A branch
 * without an answer at the end of the wait goes on, since its device may come back before its transaction ends. Runs
 * {@link KeptForkState}: feeds events to it and performs its actions.
 */
final class KeptFork extends Fork implements ForkControl {
    private final ForkListener listener;
    private KeptForkState state = KeptForkState.START;
    /** Whether the present wait ends because the request expires. */
    private boolean expires;

    KeptFork(ForkingContext context, Routed routed, ServerTransaction<Flow> exchange, ForkListener listener) {
        super(context, routed, exchange);
        this.listener = listener;
    }

    // ---- events

    @Override
    public void settled(Branch branch, SipResponse response, boolean again) {
        if (!again) note(branch, response.code(), RetryAfter.of(response).orElse(Duration.ZERO));
        super.settled(branch, response, again);
        interim();
    }

    @Override
    public void lost(Branch branch, String why) {
        note(branch, DeviceAnswer.NOTHING, Duration.ZERO);
        super.lost(branch, why);
        interim();
    }

    private void note(Branch branch, int code, Duration retryAfter) {
        branch.note(code, retryAfter);
        if (!state.isFinished()) return;
        Device device = branch.copy().target().device().orElse(null);
        if (device != null) listener.late(new DeviceAnswer(device, code, false, retryAfter));
    }

    /** Lets the listener store copies for absent devices before the slowest device has answered. */
    private void interim() {
        if (exchange().answered() && !state.isFinished()) listener.interim(result(true));
    }

    /** The listener decides what that means. */
    @Override
    void fellSilent(Branch branch) {}

    /** The other devices have the usual wait again for their answers. */
    @Override
    void succeeded() {
        on(KeptForkState.Event.ACCEPTED);
    }

    @Override
    void declined() {
        on(KeptForkState.Event.REFUSED);
        super.declined();
    }

    @Override
    void concluded() {
        on(KeptForkState.Event.ALL_ENDED);
    }

    @Override
    protected void rang() {
        if (!expires || state.isFinished()) on(KeptForkState.Event.PATIENCE_OVER);
        else if (patience().isZero()) on(KeptForkState.Event.EXPIRED);
        else await(); // the wheel may be ahead of the clock
    }

    @Override
    public void settle() {
        on(KeptForkState.Event.SETTLE);
    }

    @Override
    public void recall() {
        for (Branch branch : branches()) branch.recall();
    }

    private void on(KeptForkState.Event event) {
        state = KeptForkState.on(state.phase(), event);
        List<KeptForkState.Action> actions = state.actions();
        for (int i = 0; i < actions.size(); i++) perform(actions.get(i));
    }

    // ---- actions

    private void perform(KeptForkState.Action action) {
        switch (action) {
            case WAIT -> await();
            case ADD_NO_MORE -> goNoFurther();
            case FINISH -> listener.finished(result(exchange().answered()), this);
            case WAIT_FOR_EXPIRY -> awaitExpiry();
            case ANSWER -> conclude();
            case GIVE_UP_EXPIRED -> giveUp("expired");
            case GIVE_UP_REFUSED -> giveUp("refused by another device");
            case GIVE_UP_SETTLED -> giveUp("refused meanwhile");
        }
    }

    /** Waits no longer than until the request expires: after that nothing is delivered. */
    @Override
    void await() {
        Duration patience = patience();
        expires = patience.compareTo(context().settings().patience()) < 0;
        context().endpoint().wheel().set(this, patience.toNanos());
    }

    private Duration patience() {
        return listener.patience(context().settings().patience());
    }

    private void awaitExpiry() {
        if (branches().stream().noneMatch(Branch::underway)) return;
        Duration usual = context().timers().timeout();
        Duration left = listener.patience(usual);
        if (left.isZero()) on(KeptForkState.Event.EXPIRED);
        else if (left.compareTo(usual) < 0) context().endpoint().wheel().set(this, left.toNanos());
    }

    private ForkResult result(boolean answered) {
        return new ForkResult(answered, best().code(), answers());
    }

    private List<DeviceAnswer> answers() {
        var answers = new ArrayList<DeviceAnswer>(branches().size());
        for (Branch branch : branches()) {
            Device device = branch.copy().target().device().orElse(null);
            if (device != null)
                answers.add(new DeviceAnswer(device, branch.code(), branch.underway(), branch.retryAfter()));
        }
        return answers;
    }

    // ---- further devices

    /** A device of the account has registered: it gets a branch while no device has answered. @return whether that waits for older messages */
    @Override
    public boolean join(Target target) {
        if (!joinable()) return false;
        Device device = target.device().orElseThrow();
        boolean known = branches().stream().anyMatch(branch -> isTried(device, branch));
        boolean waits = !known && !listener.mayJoin(target);
        if (!known && !waits) join(List.of(target));
        return waits;
    }

    /** Whether that branch goes to the device and is not lost. */
    private static boolean isTried(Device device, Branch branch) {
        boolean lost = !branch.underway() && branch.code() == DeviceAnswer.NOTHING;
        return !lost && branch.copy().target().device().filter(device::equals).isPresent();
    }

    @Override
    boolean isTaken() {
        return state.isAccepted();
    }

    /** Whether devices that register now get a branch. */
    @Override
    public boolean joinable() {
        return !state.isFinished() && !exchange().answered();
    }

    /** Whether the listener has the result, and waits for late answers only. */
    @Override
    public boolean accepted() {
        return state.isFinished();
    }
}
