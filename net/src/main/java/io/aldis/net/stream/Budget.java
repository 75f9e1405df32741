package io.aldis.net.stream;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the octets that all connections of an endpoint hold together: those that wait for peers that do not read, and those of messages
 * that are not whole. Each connection has limits of its own; this limits the sum. Above it, the connections that hold most are closed until
 * a quarter of the budget is free; a peer that reads and writes normally holds next to nothing. For the event loop.
 */
final class Budget {
    private static final Logger LOG = LoggerFactory.getLogger(Budget.class);
    private static final long PACE = Duration.ofSeconds(1).toNanos();

    /** A connection. */
    interface Holder {
        /** Octets that it holds, as last reported by {@link Budget#changed}. */
        long held();

        /** Writes what can be written and reports what it holds then. */
        void settle();

        /** Closes the connection at once. */
        void relinquish(String why);
    }

    private final EventLoop loop;
    private final long most;
    private final Set<Holder> holders = new HashSet<>();
    private long total;
    private boolean relieving;
    private long told = System.nanoTime() - PACE;
    private int untold;

    Budget(EventLoop loop, long most) {
        this.loop = loop;
        this.most = most;
    }

    /** The holder reports a new count. Octets that are sent later are noticed by its next report, or by {@link Holder#settle} above the limit. */
    void changed(Holder holder, long before, long now) {
        total += now - before;
        if (now == 0) holders.remove(holder);
        else if (before == 0) holders.add(holder);
        if (total <= most || relieving) return;
        relieving = true;
        loop.execute(this::relieve); // later: the caller is in the middle of an event of a connection
    }

    boolean hasRoomFor(long octets) {
        return total + octets <= most;
    }

    /** Octets that all holders have reported. */
    long total() {
        return total;
    }

    private void relieve() {
        for (Holder each : List.copyOf(holders)) each.settle();
        if (total > most) closeWorst();
        relieving = false;
    }

    private void closeWorst() {
        long held = total;
        var worst = new ArrayList<>(holders);
        worst.sort(Comparator.comparingLong(Holder::held).reversed());
        int closed = 0;
        while (closed < worst.size() && total > most / 4 * 3)
            worst.get(closed++)
                    .relinquish("all connections together hold more than " + most + " octets, this one among the most");
        tell(held, closed);
    }

    private void tell(long held, int closed) {
        untold += closed;
        long now = System.nanoTime();
        if (now - told < PACE) return;
        LOG.warn(
                "connections held too many octets together, those that held most are closed: octets={} limit={} closed={}",
                held,
                most,
                untold);
        told = now;
        untold = 0;
    }
}
