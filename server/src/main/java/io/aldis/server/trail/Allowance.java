package io.aldis.server.trail;

import io.aldis.sip.OnEventLoop;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Token bucket for trail steps: a rate per second, with a burst of one second. The event loop takes tokens, without reading a clock; the
 * writer grants them after each write. A writer that is held up grants none, so that its queue stays bounded.
 */
final class Allowance {
    private static final long SECOND = 1_000_000_000L;

    private final int perSecond;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private volatile long granted;
    /** For the writer: the remainder below one token, in billionths. */
    private long rest;

    Allowance(int perSecond) {
        this.perSecond = perSecond;
        this.granted = perSecond;
    }

    /** @return whether a token was taken; counted in {@link #refused} if not */
    @OnEventLoop
    boolean take() {
        long before = taken.getPlain();
        if (before < granted) {
            taken.setRelease(before + 1);
            return true;
        }
        refuse();
        return false;
    }

    /** For the event loop: whether a token is left; nothing is counted. */
    boolean left() {
        return taken.getPlain() < granted;
    }

    /** For the event loop: counts a refusal. */
    void refuse() {
        refused.setRelease(refused.getPlain() + 1);
    }

    /** Refusals since the start. */
    long refused() {
        return refused.getAcquire();
    }

    /** For the writer. @param nanos since the last grant */
    void grant(long nanos) {
        long bounded = Math.min(nanos, SECOND);
        long more = perSecond * bounded + rest;
        rest = more % SECOND;
        granted = Math.min(granted + more / SECOND, taken.getAcquire() + perSecond);
    }
}
