package io.aldis.agent;

import io.aldis.net.Flow;
import io.aldis.net.Pong;
import io.aldis.sip.outbound.Beat;
import io.aldis.sip.outbound.FlowGrant;
import io.aldis.sip.outbound.Heartbeat;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.TimerWheel;
import java.time.Duration;
import java.util.function.Consumer;

/** Keeps one flow of ours alive, and notices when it is not (RFC 5626 §4.4). */
final class Lifeline extends Alarm {
    private final Flow flow;
    private final TimerWheel time;
    private final Heartbeat heart;
    private final Consumer<String> failed;

    /** @param failed hears once why the flow is to be given up */
    Lifeline(Flow flow, FlowGrant grant, Requests home, Consumer<String> failed) {
        this.flow = flow;
        this.time = home.endpoint().wheel();
        this.heart = new Heartbeat(
                flow.reliable(), grant.timer(), home.plan().tokens().random());
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
        return Reach.isSame(flow, other);
    }

    /** Whether the flow was ever known to work. */
    boolean proven() {
        return heart.proven();
    }

    @Override
    protected void rang() {
        obey(heart.rang(time.now()));
    }

    /** Over UDP anybody may have sent it: only the id counts. */
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
