package io.aldis.agent.register;

import io.aldis.net.Flow;
import io.aldis.net.Pong;
import io.aldis.sip.outbound.FlowGrant;
import io.aldis.sip.transaction.TimerWheel;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The flow of the last answered REGISTER, and its keep-alive, if the flow is kept (RFC 5626). */
final class BindingFlow {
    private final TimerWheel wheel;
    private final RandomGenerator random;
    private final Consumer<String> failed;
    private Optional<Flow> flow = Optional.empty();
    private Optional<FlowKeepAlive> alive = Optional.empty();

    /** @param failed called once, with the reason, when a flow with keep-alive has failed */
    BindingFlow(TimerWheel wheel, RandomGenerator random, Consumer<String> failed) {
        this.wheel = wheel;
        this.random = random;
        this.failed = failed;
    }

    void granted(Flow over, FlowGrant grant) {
        flow = Optional.of(over);
        if (grant.outbound() && alive.filter(each -> each.isOf(over)).isPresent()) {
            alive.get().renew(grant);
            return;
        }
        letGo();
        if (!grant.outbound()) return;
        var keepAlive = new FlowKeepAlive(over, grant, wheel, random, failed);
        alive = Optional.of(keepAlive);
        keepAlive.start();
    }

    /** Stops the keep-alives. */
    void letGo() {
        alive.ifPresent(FlowKeepAlive::stop);
        alive = Optional.empty();
    }

    Optional<Flow> flow() {
        return flow;
    }

    boolean isKeptAlive() {
        return alive.isPresent();
    }

    /** Whether the flow with keep-alive has ever worked; empty without one. */
    Optional<Boolean> proven() {
        return alive.map(FlowKeepAlive::proven);
    }

    boolean isOver(Flow other) {
        return flow.filter(known -> known == other).isPresent();
    }

    void pong(Flow from, Pong pong) {
        alive.ifPresent(each -> each.pong(from, pong));
    }
}
