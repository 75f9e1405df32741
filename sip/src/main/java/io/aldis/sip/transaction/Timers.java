package io.aldis.sip.transaction;

import io.aldis.sip.settings.Setting;
import io.aldis.sip.settings.Settings;
import io.aldis.sip.settings.SettingsTree;
import java.time.Duration;

/** The intervals of RFC 3261 §17.1.1.1 and table 4. Tests use short ones. */
public record Timers(
        @Setting(
                value = "500ms",
                least = "50ms",
                most = "4s",
                why = "a round trip, from which retransmission intervals are computed",
                doc = "T1 of RFC 3261: an estimate of the round-trip time")
        Duration t1,

        @Setting(
                value = "4s",
                least = "t1",
                most = "8s",
                why = "the longest retransmission interval, so T1 at least",
                doc = "T2: the longest retransmission interval")
        Duration t2,

        @Setting(
                value = "5s",
                least = "500ms",
                most = "30s",
                why = "how long a message may stay in the network",
                doc = "T4: how long a message may stay in the network")
        Duration t4)
        implements Settings<Timers> {
    public static final Timers DEFAULT = SettingsTree.defaults(Timers.class);

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
