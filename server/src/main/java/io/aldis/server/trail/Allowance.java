package io.aldis.server.trail;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much may be taken down: so much a second, and what was saved in one second before. The event loop takes, the writer grants
 * after each write; so a writer that is held up grants nothing, and what waits for it stays bounded. Taking reads no clock.
 */
final class Allowance {
    private static final long SECOND = 1_000_000_000L;

    private final int perSecond;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private volatile long granted;
    /** Of the writer: what was too little for a whole one, in parts of a billion. */
    private long rest;

    Allowance(int perSecond) {
        this.perSecond = perSecond;
        this.granted = perSecond;
    }

    /** For the event loop. @return whether it may be taken down; counted in {@link #refused} if not */
    boolean take() {
        long before = taken.getPlain();
        if (before < granted) {
            taken.setRelease(before + 1);
            return true;
        }
        refuse();
        return false;
    }

    /** For the event loop: whether one is left; nothing is counted. */
    boolean left() {
        return taken.getPlain() < granted;
    }

    /** For the event loop. */
    void refuse() {
        refused.setRelease(refused.getPlain() + 1);
    }

    /** Since the beginning. */
    long refused() {
        return refused.getAcquire();
    }

    /** For the writer: that time has passed since the last grant. */
    void grant(long nanos) {
        long bounded = Math.min(nanos, SECOND);
        long more = perSecond * bounded + rest;
        rest = more % SECOND;
        granted = Math.min(granted + more / SECOND, taken.getAcquire() + perSecond);
    }
}
