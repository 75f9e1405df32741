package io.aldis.server.courier;

import io.aldis.server.Carried;
import io.aldis.server.Device;
import io.aldis.server.Keeper;
import io.aldis.server.Routed;
import io.aldis.server.Said;
import io.aldis.server.Target;
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

    /** A device of the account has come while nobody has answered. */
    void join(Target target) {
        if (handedOver || exchange().answered()) return;
        Device device = target.device().orElseThrow();
        boolean known = branches().stream()
                .anyMatch(branch ->
                        branch.copy().target().device().filter(device::equals).isPresent());
        if (!known) join(List.of(target));
    }

    /** Whether its sender has its answer, and the keeper waits for what the last devices say. */
    boolean handedOver() {
        return handedOver;
    }

    private void heard(Branch branch, int code) {
        branch.note(code);
        if (handedOver) branch.copy().target().device().ifPresent(device -> keeper.late(new Said(device, code, false)));
    }

    /** The others have the rest of the patience to say what becomes of their copies. */
    @Override
    void succeeded() {
        await();
    }

    @Override
    void concluded() {
        handOver();
    }

    /** The patience is over. */
    @Override
    protected void rang() {
        goNoFurther();
        handOver();
    }

    private void handOver() {
        if (handedOver) return;
        handedOver = true;
        keeper.carried(carried(exchange().answered()));
    }

    private Carried carried(boolean answered) {
        return new Carried(routed(), answered, best().response(), said(), this::conclude);
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
