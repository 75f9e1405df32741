package io.aldis.sip.transaction;

import java.time.Duration;

/**
 * The intervals of RFC 3261 §17.1.1.1 and table 4. Tests use short ones.
 *
 * @param t1 estimate of the round-trip time, 500 ms by default
 * @param t2 maximum between two retransmissions of a non-INVITE request or an INVITE response, 4 s by default
 * @param t4 how long a message may stay in the network, 5 s by default
 */
public record Timers(Duration t1, Duration t2, Duration t4) {
    public static final Timers DEFAULT =
            new Timers(Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5));

    public Timers {
        if (t1.toMillis() < 1 || t2.compareTo(t1) < 0 || t4.isNegative())
            throw new IllegalArgumentException(
                    "Timers: expected 1 ms <= T1 <= T2 and T4 >= 0 but was " + t1 + ", " + t2 + ", " + t4);
    }

    /** 64*T1: the timeout of a transaction (B, F, H), and the time for which a final response is kept (J, L, M, D). */
    public Duration timeout() {
        return t1.multipliedBy(64);
    }
}
