package io.aldis.server.runtime;

/**
 * The percentage of requests that trusted peers should drop (RFC 7339): raised by {@link #MORE} per step under overload, lowered by {@link #LESS} for
 * each {@link #PERIOD} without. Pure; times are in nanoseconds.
 */
final class LossRate {
    /** Time between two steps; shorter than the validity of the value that peers were told last. */
    static final long PERIOD = 100_000_000;

    static final int MORE = 10;
    static final int LESS = 2;
    /** Some requests must still arrive, since peers learn the end of the overload from the responses. */
    static final int MOST = 95;

    private long stepped;
    private int percent;

    LossRate(long now) {
        this.stepped = now;
    }

    /** @param overloaded whether the server is overloaded now @return the percentage to request: 0 to {@link #MOST} */
    int percent(long now, boolean overloaded) {
        long periods = (now - stepped) / PERIOD;
        if (periods <= 0) return percent;
        stepped = now;
        percent = overloaded
                ? Math.min(MOST, percent + MORE)
                : (int) Math.max(0, percent - LESS * Math.min(periods, 100));
        return percent;
    }
}
