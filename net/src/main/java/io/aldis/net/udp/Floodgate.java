package io.aldis.net.udp;

/**
 * How much of a flood is let in, from all to next to nothing: less while the pressure rises, more while there is hardly any. What has
 * come is worked off in its own time, so nothing is done while the pressure goes where it should. A burst does not shut it; it is open
 * again when all that comes can be done. Pressure is 0 where nothing waits and 1 where no more can.
 */
final class Floodgate {
    /** Between two looks, in nanoseconds. */
    static final long PERIOD = 10_000_000;

    private static final double LEAST = 1.0 / 1024;
    /** Twice in a row and not falling: that is a flood. */
    private static final double FLOOD = 0.5;

    private static final double LITTLE = 0.25;
    private static final double MUCH = 0.4;
    private static final double TOO_MUCH = 0.7;
    private static final double NEARLY_FULL = 0.8;
    /** A rise that comes of the share itself, and not of chance. */
    private static final double RISE = 0.02;
    /** So many looks ahead. */
    private static final int AHEAD = 2;
    /** So many looks after it was made smaller it shows what that did. */
    private static final int REST = 2;

    private double share = 1;
    private double before;
    private int quiet;
    private int rest;
    private long looked;

    Floodgate(long now) {
        this.looked = now;
    }

    /** Of what comes, up to 1. */
    double share() {
        return share;
    }

    /** Whether a look is due. */
    boolean due(long now) {
        return now - looked >= PERIOD;
    }

    /** @return whether the share is another one now */
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

    /** The longer there is room, the faster it opens. */
    private double wider() {
        return Math.min(1.25, 1.04 * Math.pow(1.005, quiet));
    }
}
