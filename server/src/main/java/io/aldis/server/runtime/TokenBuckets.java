package io.aldis.server.runtime;

import io.aldis.sip.OnEventLoop;
import java.time.Duration;
import java.util.Arrays;

/**
 * Token buckets of many holders, each known by a number; a bucket fills with each take and drains with time. A hash table of fixed size; when a set
 * is full, the bucket that drains first is replaced. Allocates nothing per call.
 */
@OnEventLoop
final class TokenBuckets {
    private static final int SETS = 1 << 12;
    private static final int WAYS = 8;

    private final long each;
    private final long span;
    private final long[] holders = new long[SETS * WAYS];
    /** When each bucket will be empty, in nanoseconds. */
    private final long[] until = new long[SETS * WAYS];

    /** @param rate how many may be taken @param per time that the rate refers to @param burst for how long an unused rate accumulates */
    TokenBuckets(long rate, Duration per, Duration burst, long now) {
        this.each = Math.max(1, per.toNanos() / rate);
        this.span = Math.max(each, burst.toNanos());
        Arrays.fill(until, now);
    }

    /** Takes one token. @param holder a number with well mixed bits @return whether there was one */
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
