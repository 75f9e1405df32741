package io.aldis.sip.transaction;

import org.jspecify.annotations.Nullable;

/**
 * Alarms by the time at which they ring: setting and stopping cost the same however many there are. Time is handed in, in
 * nanoseconds of any clock that never goes back. For one thread.
 */
public final class TimerWheel {
    /** How exact an alarm is: it rings up to this much late, never early. */
    public static final long TICK = 10_000_000L;

    private static final int SLOTS = 4096;

    private final Alarm[] slots = new Alarm[SLOTS];
    private long now;
    private long turned;
    private int waiting;

    public TimerWheel(long now) {
        this.now = now;
        this.turned = now / TICK;
        for (int i = 0; i < SLOTS; i++) slots[i] = new Head();
    }

    /** The time that was handed in last. */
    public long now() {
        return now;
    }

    /** Alarms that wait. */
    public int waiting() {
        return waiting;
    }

    /** Sets the alarm to ring that many nanoseconds from now, whether or not it was set before. */
    public void set(Alarm alarm, long after) {
        stop(alarm);
        alarm.due = now + Math.max(after, 0);
        Alarm head = slots[slot(Math.max(alarm.due / TICK + 1, turned + 1))];
        Alarm last = head.before;
        alarm.before = last;
        alarm.after = head;
        if (last != null) last.after = alarm;
        head.before = alarm;
        waiting++;
    }

    private static int slot(long tick) {
        return (int) (tick & (SLOTS - 1));
    }

    /** Stops the alarm; nothing happens when it is not set. */
    public void stop(Alarm alarm) {
        Alarm before = alarm.before;
        Alarm after = alarm.after;
        if (before == null || after == null) return;
        before.after = after;
        after.before = before;
        alarm.before = null;
        alarm.after = null;
        waiting--;
    }

    /** Time goes on: everything that is due rings, slot by slot. */
    public void advance(long time) {
        now = Math.max(now, time);
        long target = now / TICK;
        if (target - turned > SLOTS) turned = target - SLOTS;
        while (turned < target) {
            turned++;
            ring(slots[slot(turned)]);
        }
    }

    private void ring(Alarm head) {
        @Nullable Alarm alarm = head.after;
        while (alarm != null && alarm != head) {
            @Nullable Alarm next = alarm.after;
            if (alarm.due <= now) {
                stop(alarm);
                alarm.rang();
                if (next != null && !next.set()) next = head.after; // what rang has stopped its neighbour
            }
            alarm = next;
        }
    }

    private static final class Head extends Alarm {
        Head() {
            before = this;
            after = this;
        }

        @Override
        protected void rang() {
            throw new IllegalStateException("the head of a slot does not ring");
        }
    }
}
