package io.aldis.agent.call;

import io.aldis.net.Flow;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.SipResponse;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.ServerTransaction;
import io.aldis.sip.transaction.Timers;

/**
 * A 2xx to an INVITE until its ACK (RFC 3261 §13.3.1.4): retransmitted after T1, 2*T1, …, T2, also over TCP, since a later hop may lose it;
 * given up after 64*T1.
 */
final class UnacknowledgedOk extends Alarm {
    private final ServerTransaction<Flow> transaction;
    private final SipResponse ok;
    private final SipEndpoint endpoint;
    private final long slowest;
    private final long end;
    private Runnable givenUp = () -> {};
    private long interval;

    UnacknowledgedOk(ServerTransaction<Flow> transaction, SipResponse ok, SipEndpoint endpoint) {
        this.transaction = transaction;
        this.ok = ok;
        this.endpoint = endpoint;
        Timers timers = endpoint.transactions().timers();
        this.interval = timers.t1().toNanos();
        this.slowest = timers.t2().toNanos();
        this.end = endpoint.wheel().now() + timers.timeout().toNanos();
    }

    /** @param whenGivenUp runs when no ACK has arrived in time */
    void start(Runnable whenGivenUp) {
        givenUp = whenGivenUp;
        transaction.answer(ok);
        endpoint.wheel().set(this, interval);
    }

    /** The CSeq number that the ACK must have (RFC 3261 §13.2.2.4). */
    long number() {
        return transaction.request().cseq().number();
    }

    void stop() {
        endpoint.wheel().stop(this);
    }

    @Override
    protected void rang() {
        if (endpoint.wheel().now() >= end) {
            givenUp.run();
            return;
        }
        transaction.answer(ok);
        interval = Math.min(2 * interval, slowest);
        endpoint.wheel()
                .set(this, Math.min(interval, Math.max(end - endpoint.wheel().now(), 0)));
    }
}
