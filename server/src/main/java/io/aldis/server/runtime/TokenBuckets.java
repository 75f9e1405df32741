package io.aldis.server.runtime;

import java.time.Duration;
import java.util.Arrays;

/**
 * Allowances of many holders, each known by a number: a bucket of each fills with what it takes and empties with time. A fixed table;
 * where a place of it is crowded, the bucket that is empty first is forgotten. Allocates nothing. For the event loop.
 */
final class TokenBuckets {
    private static final int SETS = 1 << 12;
    private static final int WAYS = 8;

    private final long each;
    private final long span;
    private final long[] holders = new long[SETS * WAYS];
    /** When each will be empty, in nanoseconds. */
    private final long[] until = new long[SETS * WAYS];

    /** @param rate of what may be taken @param per that time @param burst how much time may be saved up */
    TokenBuckets(long rate, Duration per, Duration burst, long now) {
        this.each = Math.max(1, per.toNanos() / rate);
        this.span = Math.max(each, burst.toNanos());
        Arrays.fill(until, now);
    }

    /** Takes one. @param holder a number with its bits well mixed @return whether there was one */
    boolean take(long holder, long now) {
        int place = place(holder);
        long empty = holders[place] == holder ? Math.max(until[place] - now, 0) : 0;
        if (empty + each > span) return false;
        holders[place] = holder;
        until[place] = now + empty + each;
        return true;
    }

    private int place(long holder) {
        int first = (int) (holder & (SETS - 1)) * WAYS;
        int best = first;
        for (int i = first; i < first + WAYS; i++) {
            if (holders[i] == holder) return i;
            if (until[i] - until[best] < 0) best = i;
        }
        return best;
    }
}
