package io.aldis.server.simulation;

import io.aldis.net.Flow;
import io.aldis.sip.SipRequest;
import io.aldis.sip.transaction.ServerTransaction;
import io.aldis.sip.transaction.TimerWheel;
import io.aldis.sip.transaction.Timers;
import io.aldis.sip.transaction.Transactions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Transactions and timers of one life of a server. To make them costs more than most histories, so that they are used again, empty. */
final class TransactionLayer implements Transactions.User<Flow> {
    private static final ThreadLocal<Deque<TransactionLayer>> IDLE = ThreadLocal.withInitial(ArrayDeque::new);
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final Transactions.User<Flow> NOBODY = new Transactions.User<>() {
        @Override
        public void request(ServerTransaction<Flow> transaction) {}

        @Override
        public void ack(SipRequest ack, Flow origin) {}
    };

    final TimerWheel wheel = new TimerWheel(0);
    final Transactions<Flow> transactions =
            new Transactions<>(Timers.DEFAULT, wheel, new Transactions.Capacity(1000, 1 << 24, 1 << 28), 1, this);
    private Transactions.User<Flow> user = NOBODY;
    private long offset;

    static TransactionLayer take(Transactions.User<Flow> user, long now) {
        TransactionLayer idle = IDLE.get().poll();
        TransactionLayer layer = idle == null ? new TransactionLayer() : idle;
        layer.user = user;
        layer.offset = (Math.floorDiv(layer.wheel.now() + now, HOUR) + 2) * HOUR - Math.floorDiv(now, HOUR) * HOUR;
        layer.advance(now);
        return layer;
    }

    /** Its server is dead: what is left ends, and nobody hears of it. */
    void giveBack() {
        user = NOBODY;
        for (int i = 0; i < 10 && (transactions.live() > 0 || wheel.waiting() > 0); i++) {
            wheel.advance(wheel.now() + HOUR);
            transactions.tidy();
        }
        if (transactions.live() == 0 && wheel.waiting() == 0) IDLE.get().add(this);
    }

    long next(long most) {
        return wheel.next(most + offset) - offset;
    }

    void advance(long now) {
        wheel.advance(now + offset);
        transactions.tidy();
    }

    @Override
    public void request(ServerTransaction<Flow> transaction) {
        user.request(transaction);
    }

    @Override
    public void ack(SipRequest ack, Flow origin) {
        user.ack(ack, origin);
    }
}
