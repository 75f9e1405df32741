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
 * What all connections of an endpoint hold together: octets that wait for peers that do not read, and octets of messages that are not
 * whole. Each is bounded for itself; this bounds the sum, for there are thousands of them. When it is too much, those that hold most
 * are closed until a quarter of the room is free: whoever reads and writes as one should holds next to nothing. For the event loop.
 */
final class Budget {
    private static final Logger LOG = LoggerFactory.getLogger(Budget.class);
    private static final long PACE = Duration.ofSeconds(1).toNanos();

    /** A connection. */
    interface Holder {
        /** What it is known to hold. */
        long held();

        /** Writes what can be written and looks again. */
        void settle();

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

    /** It holds so much instead of what it held before. What leaves it unseen is noticed when the room is short. */
    void changed(Holder holder, long before, long now) {
        total += now - before;
        if (now == 0) holders.remove(holder);
        else if (before == 0) holders.add(holder);
        if (total <= most || relieving) return;
        relieving = true;
        loop.execute(this::relieve); // not in the midst of what a connection does
    }

    boolean hasRoomFor(long octets) {
        return total + octets <= most;
    }

    /** Octets that are held, as far as is known. */
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
                    .relinquish("connections hold more than " + most + " octets together, and this one much of it");
        tell(held, closed);
    }

    private void tell(long held, int closed) {
        untold += closed;
        long now = System.nanoTime();
        if (now - told < PACE) return;
        LOG.warn("connections held {} octets together, {} are allowed: closed {} that held most", held, most, untold);
        told = now;
        untold = 0;
    }
}
