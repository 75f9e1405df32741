package io.aldis.sip.transaction;

import java.time.Duration;

/**
 * {@link Timers} in nanoseconds, computed once.
 *
 * @param timeout 64*T1
 * @param linger timer D: 64*T1, but at least 32 s, because the peer's T1 is not known (RFC 6026 §8.4)
 * @param trying after which a 100 to a non-INVITE request is sent: the client's timer E has reached T2 (RFC 4320 §4.1)
 */
record Intervals(long t1, long t2, long t4, long timeout, long linger, long trying) {
    /** Time until a 100 to an INVITE is sent (RFC 3261 §17.2.1). */
    static final long INVITE_TRYING = Duration.ofMillis(200).toNanos();

    private static final long LEAST_LINGER = Duration.ofSeconds(32).toNanos();

    static Intervals of(Timers timers) {
        long t1 = timers.t1().toNanos();
        long t2 = timers.t2().toNanos();
        long timeout = timers.timeout().toNanos();
        return new Intervals(
                t1, t2, timers.t4().toNanos(), timeout, Math.max(timeout, LEAST_LINGER), slowedDown(t1, t2));
    }

    /** Timer E fires after intervals of T1, 2*T1, 4*T1, …: the time at which it is first set to T2. */
    private static long slowedDown(long t1, long t2) {
        long interval = t1;
        long rings = t1;
        while (2 * interval < t2) {
            interval *= 2;
            rings += interval;
        }
        return rings;
    }
}
