package io.aldis.agent.register;

import io.aldis.agent.account.Contacts;
import io.aldis.net.Flow;
import io.aldis.net.Pong;
import io.aldis.sip.outbound.Beat;
import io.aldis.sip.outbound.FlowGrant;
import io.aldis.sip.outbound.Heartbeat;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.TimerWheel;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Sends keep-alives on one flow, and detects missing answers (RFC 5626 §4.4). */
final class FlowKeepAlive extends Alarm {
    private final Flow flow;
    private final TimerWheel time;
    private final Heartbeat heart;
    private final Consumer<String> failed;

    /** @param failed called once, with the reason, when the flow has failed */
    FlowKeepAlive(Flow flow, FlowGrant grant, TimerWheel time, RandomGenerator random, Consumer<String> failed) {
        this.flow = flow;
        this.time = time;
        this.heart = new Heartbeat(flow.reliable(), grant.timer(), random);
        this.failed = failed;
    }

    void start() {
        obey(heart.begin(time.now()));
    }

    void stop() {
        time.stop(this);
    }

    /** The same flow was granted again. */
    void renew(FlowGrant grant) {
        heart.timer(grant.timer());
    }

    boolean isOf(Flow other) {
        return Contacts.isSame(flow, other);
    }

    /** Whether the flow is known to have worked. */
    boolean proven() {
        return heart.proven();
    }

    @Override
    protected void rang() {
        obey(heart.rang(time.now()));
    }

    /** Over UDP the source can be forged: only the transaction id counts. */
    void pong(Flow from, Pong pong) {
        if (flow.reliable()) {
            if (from == flow) heart.pong(time.now()).ifPresent(this::obey);
        } else {
            heart.answered(pong.id(), pong.seenAs(), time.now()).ifPresent(this::obey);
        }
    }

    private void obey(Beat beat) {
        switch (beat) {
            case Beat.Ask(byte[] id, Duration then) -> {
                time.set(this, then.toNanos());
                flow.ping(id);
            }
            case Beat.Rest(Duration then) -> time.set(this, then.toNanos());
            case Beat.Failed(String why) -> {
                time.stop(this);
                failed.accept(why);
                flow.close(why);
            }
        }
    }
}
