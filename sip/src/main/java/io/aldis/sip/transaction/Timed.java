package io.aldis.sip.transaction;

import java.time.Duration;

/** The two timers of a transaction, the one that sends again and the one that ends it, on one alarm. */
abstract class Timed extends Alarm {
    private static final long NEVER = Long.MAX_VALUE;

    private final TimerWheel wheel;
    private final Timers timers;
    private long resendAt = NEVER;
    private long resendAfter;
    private long endAt = NEVER;

    Timed(TimerWheel wheel, Timers timers) {
        this.wheel = wheel;
        this.timers = timers;
    }

    /** The retransmission timer rang. */
    abstract void onResend();

    /** The timer that ends the state rang. */
    abstract void onEnd();

    @Override
    protected final void rang() {
        long now = wheel.now();
        if (endAt <= now) {
            endAt = NEVER;
            resendAt = NEVER;
            onEnd();
        } else if (resendAt <= now) {
            resendAt = NEVER;
            onResend();
        }
        settle();
    }

    /**
     * Does the timer effects, in the terms of the RFC.
     *
     * @param cap whether the interval stops growing at T2
     */
    final void arm(Effect effect, boolean cap) {
        switch (effect) {
            case ARM_RESEND -> resend(timers.t1().toNanos());
            case ARM_RESEND_AGAIN -> resend(cap ? Math.min(2 * resendAfter, t2()) : 2 * resendAfter);
            case ARM_RESEND_SLOW -> resend(t2());
            case STOP_RESEND -> resendAt = NEVER;
            case ARM_TIMEOUT, LINGER_LONG -> end(timers.timeout());
            case LINGER_SHORT -> end(timers.t4());
            case STOP_TIMEOUT -> endAt = NEVER;
            default -> throw new IllegalStateException("expected a timer effect but was " + effect);
        }
    }

    private long t2() {
        return timers.t2().toNanos();
    }

    private void resend(long after) {
        resendAfter = after;
        resendAt = wheel.now() + after;
    }

    private void end(Duration after) {
        endAt = wheel.now() + after.toNanos();
    }

    /** Puts the alarm where the nearer of both timers is. */
    final void settle() {
        long next = Math.min(resendAt, endAt);
        if (next == NEVER) wheel.stop(this);
        else wheel.set(this, next - wheel.now());
    }

    final void stopAll() {
        resendAt = NEVER;
        endAt = NEVER;
        wheel.stop(this);
    }
}
