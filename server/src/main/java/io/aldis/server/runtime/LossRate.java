package io.aldis.server.runtime;

/**
 * How much less neighbours should send: more each time there is too much to do, less each time there is not, and what helps is between.
 * Pure; times are in nanoseconds.
 */
final class LossRate {
    /** Between two steps. Shorter than what was said last is valid. */
    static final long PERIOD = 100_000_000;

    static final int MORE = 10;
    static final int LESS = 2;
    /** Some must come, or nobody would hear that it is over. */
    static final int MOST = 95;

    private long stepped;
    private int percent;

    LossRate(long now) {
        this.stepped = now;
    }

    /** @param overloaded whether there is too much to do now @return what to ask for: 0 to {@link #MOST} */
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
