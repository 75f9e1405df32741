package io.aldis.net.udp;

/**
 * Controls which fraction of new requests the kernel filter passes (1.0 to 1/1024). Sampled every 10 ms; input is a pressure of 0 (nothing
 * waits) to 1 (the buffer is full). The fraction falls while the pressure rises, stays while the pressure falls by itself, and grows while
 * the pressure is low. One sample with high pressure (a burst) changes nothing.
 */
final class ShedController {
    /** Between two samples, in nanoseconds. */
    static final long PERIOD = 10_000_000;

    private static final double LEAST = 1.0 / 1024;
    /** A flood: two samples in a row above this, and not falling. */
    private static final double FLOOD = 0.5;

    private static final double LITTLE = 0.25;
    private static final double MUCH = 0.4;
    private static final double TOO_MUCH = 0.7;
    private static final double NEARLY_FULL = 0.8;
    /** A rise above this is an effect of the share, not noise: the share does not grow then. */
    private static final double RISE = 0.02;
    /** Samples by which the pressure is extrapolated. */
    private static final int AHEAD = 2;
    /** Samples after a decrease without another one, since its effect is not seen earlier. */
    private static final int REST = 2;

    private double share = 1;
    private double before;
    private int quiet;
    private int rest;
    private long looked;

    ShedController(long now) {
        this.looked = now;
    }

    /** The fraction to pass, up to 1. */
    double share() {
        return share;
    }

    /** Whether a sample is due. @param now in nanoseconds */
    boolean due(long now) {
        return now - looked >= PERIOD;
    }

    /** Takes a sample. @return whether the share has changed */
    boolean look(long now, double pressure) {
        double last = share;
        looked = now;
        share = next(pressure);
        before = pressure;
        return share != last;
    }

    private double next(double pressure) {
        double rise = pressure - before;
        quiet = pressure > LITTLE ? 0 : quiet + 1;
        rest = Math.max(0, rest - 1);
        if (share == 1) return pressure > FLOOD && before > FLOOD && rise >= 0 ? 0.7 : 1;
        if (quiet > 0) return rise > RISE ? share : Math.min(1, share * wider());
        double soon = pressure + AHEAD * rise;
        boolean resting = rest > 0 && pressure < NEARLY_FULL;
        if (rise < 0 || resting || (pressure < MUCH && soon < TOO_MUCH)) return share;
        rest = REST + 1;
        return Math.max(LEAST, share * (soon > TOO_MUCH ? 0.8 : 0.93));
    }

    /** The factor by which the share grows: 1.04 to 1.25, higher the longer the pressure is low. */
    private double wider() {
        return Math.min(1.25, 1.04 * Math.pow(1.005, quiet));
    }
}
