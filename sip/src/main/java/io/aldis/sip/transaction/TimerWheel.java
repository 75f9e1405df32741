package io.aldis.sip.transaction;

import io.aldis.sip.OneThread;

/**
 * A hashed timer wheel: setting and stopping an alarm take constant time. Times are parameters, in nanoseconds of any clock that
 * never goes back. For one thread.
 */
public final class TimerWheel {
    /** Resolution, 10 ms: an alarm fires less than this late if {@link #advance} is called in time, and never early. */
    public static final long TICK = 10_000_000L;

    private static final int SLOTS = 4096;

    private final Alarm[] slots = new Alarm[SLOTS];
    /** Alarms that are due and have not fired yet. An alarm that fires may stop or set any other, also one of these. */
    private final Alarm ringing = new Head();

    private long now;
    private long turned;
    private int waiting;
    private final OneThread thread = new OneThread("TimerWheel");

    public TimerWheel(long now) {
        this.now = now;
        this.turned = Math.floorDiv(now, TICK);
        for (int i = 0; i < SLOTS; i++) slots[i] = new Head();
    }

    /** The latest time given to {@link #advance}. */
    public long now() {
        return now;
    }

    /**
     * The time at which {@link #advance} must be called next so that no alarm fires late, at most {@code most}: for a simulated clock that
     * jumps from one event to the next. There may be no alarm at that time.
     */
    public long next(long most) {
        if (waiting == 0) return most;
        long last = Math.min(Math.floorDiv(most, TICK), turned + SLOTS);
        for (long tick = turned + 1; tick <= last; tick++) if (slots[slot(tick)].set()) return tick * TICK;
        return Math.min(most, (turned + SLOTS) * TICK);
    }

    /** Number of alarms that are set. */
    public int waiting() {
        return waiting;
    }

    /** Sets the alarm to fire that many nanoseconds from now, whether or not it was set before. */
    public void set(Alarm alarm, long after) {
        assert thread.isCurrent() : thread.mismatch();
        stop(alarm);
        alarm.due = now + Math.max(after, 0);
        link(slots[slot(Math.max(Math.ceilDiv(alarm.due, TICK), turned + 1))], alarm);
        waiting++;
    }

    private static int slot(long tick) {
        return (int) (tick & (SLOTS - 1));
    }

    /** Stops the alarm; nothing happens when it is not set. */
    public void stop(Alarm alarm) {
        if (!alarm.set()) return;
        assert thread.isCurrent() : thread.mismatch();
        unlink(alarm);
        waiting--;
    }

    private static void link(Alarm head, Alarm alarm) {
        Alarm last = head.before;
        alarm.before = last;
        alarm.after = head;
        last.after = alarm;
        head.before = alarm;
    }

    private static void unlink(Alarm alarm) {
        alarm.before.after = alarm.after;
        alarm.after.before = alarm.before;
        alarm.before = alarm;
        alarm.after = alarm;
    }

    /** Moves the time forward and fires all alarms that are due, slot by slot. */
    public void advance(long time) {
        assert thread.isCurrent() : thread.mismatch();
        now = Math.max(now, time);
        long target = Math.floorDiv(now, TICK);
        if (target - turned > SLOTS) turned = target - SLOTS;
        ring();
        while (turned < target) {
            turned++;
            collect(slots[slot(turned)]);
            ring();
        }
    }

    /** Moves the due alarms of a slot to {@link #ringing}. An alarm of a later round stays in the slot. */
    private void collect(Alarm head) {
        for (Alarm alarm = head.after; alarm != head; ) {
            Alarm next = alarm.after;
            if (alarm.due <= now) {
                unlink(alarm);
                link(ringing, alarm);
            }
            alarm = next;
        }
    }

    private void ring() {
        while (ringing.set()) {
            Alarm alarm = ringing.after;
            stop(alarm);
            alarm.rang();
        }
    }

    private static final class Head extends Alarm {
        @Override
        protected void rang() {
            throw new IllegalStateException("the head of a list of alarms cannot fire");
        }
    }
}
