package io.aldis.sip.transaction;

/** The two timers of a transaction, the one that sends again and the one that ends it, on one alarm. */
abstract class Timed extends Alarm {
    private static final long NEVER = Long.MAX_VALUE;

    private final TimerWheel wheel;
    private final Intervals intervals;
    private long resendAt = NEVER;
    private long resendAfter;
    private long endAt = NEVER;
    private boolean over;

    Timed(TimerWheel wheel, Intervals intervals) {
        this.wheel = wheel;
        this.intervals = intervals;
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
            case ARM_RESEND -> resend(intervals.t1());
            case ARM_RESEND_AGAIN -> resend(cap ? Math.min(2 * resendAfter, intervals.t2()) : 2 * resendAfter);
            case ARM_RESEND_SLOW -> resend(intervals.t2());
            case ARM_TRYING -> resend(Intervals.INVITE_TRYING);
            case ARM_TRYING_LATE -> resend(intervals.trying());
            case STOP_RESEND -> resendAt = NEVER;
            case ARM_TIMEOUT, LINGER_LONG -> end(intervals.timeout());
            case ARM_EXPIRY -> end(intervals.timeout() + intervals.t4());
            case LINGER_LONGEST -> end(intervals.linger());
            case LINGER_SHORT -> end(intervals.t4());
            case STOP_TIMEOUT -> endAt = NEVER;
            default -> throw new IllegalStateException("expected a timer effect but was " + effect);
        }
    }

    private void resend(long after) {
        resendAfter = after;
        resendAt = wheel.now() + after;
    }

    private void end(long after) {
        endAt = wheel.now() + after;
    }

    /** Puts the alarm where the nearer of both timers is. */
    final void settle() {
        long next = Math.min(resendAt, endAt);
        if (over || next == NEVER) wheel.stop(this);
        else wheel.set(this, next - wheel.now());
    }

    /** Nothing happens any more. */
    final void finish() {
        over = true;
        wheel.stop(this);
    }

    /** Whether nothing happens any more. */
    final boolean over() {
        return over;
    }
}
