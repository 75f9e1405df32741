package io.aldis.sip.transaction;

/** The two timers of a transaction on one alarm: the retransmission timer (or that of the 100), and the timer that ends the state. */
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

    /** The retransmission timer fired. */
    abstract void onResend();

    /** The timer that ends the state fired. */
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
     * Performs a timer effect.
     *
     * @param cap whether the retransmission interval stops growing at T2
     * @throws IllegalStateException when the effect is not one of a timer
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

    /** Sets the alarm to the earlier of both timers. */
    final void settle() {
        long next = Math.min(resendAt, endAt);
        if (over || next == NEVER) wheel.stop(this);
        else wheel.set(this, next - wheel.now());
    }

    /** Stops both timers for good. */
    final void finish() {
        over = true;
        wheel.stop(this);
    }

    /** Whether {@link #finish} was called. */
    final boolean over() {
        return over;
    }
}
