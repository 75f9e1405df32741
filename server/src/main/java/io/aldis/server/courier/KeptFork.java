package io.aldis.server.courier;

import io.aldis.server.Carried;
import io.aldis.server.Device;
import io.aldis.server.Keeper;
import io.aldis.server.Routed;
import io.aldis.server.Said;
import io.aldis.sip.SipResponse;
import io.aldis.sip.transaction.ServerTransaction;
import java.util.ArrayList;
import java.util.List;

/**
 * A message that may be kept on its way to the devices of a user. What they have said goes to the {@link Keeper}, who answers the
 * sender; a device that is silent when the patience is over is tried on, since it may come back before its transaction ends.
 */
final class KeptFork extends Fork {
    private final Keeper keeper;
    private boolean handedOver;
    private boolean taken;
    private boolean refused;

    KeptFork(Courier courier, Routed routed, ServerTransaction exchange, Keeper keeper) {
        super(courier, routed, exchange);
        this.keeper = keeper;
    }

    @Override
    public void settled(Branch branch, SipResponse response, boolean again) {
        if (!again) heard(branch, response.code());
        super.settled(branch, response, again);
        meanwhile();
    }

    @Override
    public void lost(Branch branch, String why) {
        heard(branch, Said.NOTHING);
        super.lost(branch, why);
        meanwhile();
    }

    /** Copies for those who are away need not wait for the slowest. */
    private void meanwhile() {
        if (exchange().answered() && !handedOver) keeper.meanwhile(carried(true));
    }

    private void heard(Branch branch, int code) {
        branch.note(code);
        if (handedOver) branch.copy().target().device().ifPresent(device -> keeper.late(new Said(device, code, false)));
    }

    /** The others have the rest of the patience to say what becomes of their copies. */
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

    /** The patience is over. What was refused for all devices is not tried on. */
    @Override
    protected void rang() {
        if (refused && !taken) {
            giveUp("refused by another device");
            return;
        }
        goNoFurther();
        handOver();
    }

    private void handOver() {
        if (handedOver) return;
        handedOver = true;
        keeper.carried(carried(exchange().answered()));
    }

    private Carried carried(boolean answered) {
        return new Carried(routed(), answered, best().response(), said(), this::settle);
    }

    /** A silent device that comes back must not get what its sender takes for refused. */
    private void settle() {
        conclude();
        if (!taken) giveUp("refused meanwhile");
    }

    private List<Said> said() {
        var said = new ArrayList<Said>(branches().size());
        for (Branch branch : branches()) {
            Device device = branch.copy().target().device().orElse(null);
            if (device != null) said.add(new Said(device, branch.code(), branch.underway()));
        }
        return said;
    }
}
