package io.aldis.server.forking;

import io.aldis.net.Flow;
import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
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
 * without an answer at the end of the wait goes on, since its device may come back before its transaction ends.
 */
final class KeptFork extends Fork {
    private final ForkListener keeper;
    private boolean handedOver;
    private boolean taken;
    private boolean refused;
    private boolean expires;

    KeptFork(ForkingContext context, Routed routed, ServerTransaction<Flow> exchange, ForkListener keeper) {
        super(context, routed, exchange);
        this.keeper = keeper;
    }

    @Override
    public void settled(Branch branch, SipResponse response, boolean again) {
        if (!again) heard(branch, response.code(), RetryAfter.of(response).orElse(Duration.ZERO));
        super.settled(branch, response, again);
        meanwhile();
    }

    @Override
    public void lost(Branch branch, String why) {
        heard(branch, DeviceAnswer.NOTHING, Duration.ZERO);
        super.lost(branch, why);
        meanwhile();
    }

    /** The listener decides what that means. */
    @Override
    void fellSilent(Branch branch) {}

    /** Lets the listener store copies for absent devices before the slowest device has answered. */
    private void meanwhile() {
        if (exchange().answered() && !handedOver) keeper.meanwhile(carried(true));
    }

    /** A device of the account has registered: it gets a branch while no device has answered. @return whether that waits for older messages */
    @Override
    public boolean join(Target target) {
        if (!joinable()) return false;
        Device device = target.device().orElseThrow();
        boolean known = branches().stream().anyMatch(branch -> isTried(device, branch));
        boolean waits = !known && !keeper.mayJoin(target);
        if (!known && !waits) join(List.of(target));
        return waits;
    }

    @Override
    boolean isTaken() {
        return taken;
    }

    /** Whether devices that register now get a branch. */
    @Override
    public boolean joinable() {
        return !handedOver && !exchange().answered();
    }

    /** Whether that branch goes to the device and is not lost. */
    private static boolean isTried(Device device, Branch branch) {
        boolean lost = !branch.underway() && branch.code() == DeviceAnswer.NOTHING;
        return !lost && branch.copy().target().device().filter(device::equals).isPresent();
    }

    /** Whether the listener has the result, and waits for late answers only. */
    @Override
    public boolean accepted() {
        return handedOver;
    }

    private void heard(Branch branch, int code, Duration retryAfter) {
        branch.note(code, retryAfter);
        if (!handedOver) return;
        branch.copy()
                .target()
                .device()
                .ifPresent(device -> keeper.late(new DeviceAnswer(device, code, false, retryAfter)));
    }

    /** Waits no longer than until the request expires: after that nothing is delivered. */
    @Override
    void await() {
        Duration usual = context().settings().patience();
        Duration patience = keeper.patience(usual);
        expires = patience.compareTo(usual) < 0;
        context().endpoint().wheel().set(this, patience.toNanos());
    }

    /** The other devices have the usual wait again for their answers. */
    @Override
    void succeeded() {
        taken = true;
        await();
    }

    @Override
    void declined() {
        refused = true;
        super.declined();
    }

    @Override
    void concluded() {
        handOver();
    }

    /** The wait is over. Branches go on unless the message was refused for all devices or has expired. */
    @Override
    protected void rang() {
        if (handedOver) {
            tryOn();
            return;
        }
        if (expires && !keeper.patience(context().settings().patience()).isZero()) {
            await(); // the wheel may be ahead of the clock
            return;
        }
        if ((refused && !taken) || expires) {
            giveUp(expires ? "expired" : "refused by another device");
            return;
        }
        goNoFurther();
        handOver();
    }

    private void handOver() {
        if (handedOver) return;
        handedOver = true;
        keeper.carried(carried(exchange().answered()));
        if (branches().stream().anyMatch(Branch::underway)) tryOn();
    }

    /** Waits for silent devices until the request expires. */
    private void tryOn() {
        Duration usual = context().timers().timeout();
        Duration left = keeper.patience(usual);
        if (left.isZero()) giveUp("expired");
        else if (left.compareTo(usual) < 0) context().endpoint().wheel().set(this, left.toNanos());
    }

    private ForkResult carried(boolean answered) {
        return new ForkResult(routed(), answered, best().response(), said(), this::settle, this::recall);
    }

    private void recall() {
        for (Branch branch : branches()) branch.recall();
    }

    /** Answers the sender and gives up the branches: no device may get a message that its sender takes for refused. */
    private void settle() {
        conclude();
        if (!taken) giveUp("refused meanwhile");
    }

    private List<DeviceAnswer> said() {
        var said = new ArrayList<DeviceAnswer>(branches().size());
        for (Branch branch : branches()) {
            Device device = branch.copy().target().device().orElse(null);
            if (device != null)
                said.add(new DeviceAnswer(device, branch.code(), branch.underway(), branch.retryAfter()));
        }
        return said;
    }
}
