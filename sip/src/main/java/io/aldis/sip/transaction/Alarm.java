package io.aldis.sip.transaction;

/** A one-shot timer in a {@link TimerWheel}. It is the node of the wheel's linked lists itself: setting it allocates nothing. */
public abstract class Alarm {
    /** Neighbours in a circular list of alarms; the alarm itself when it is not set. */
    Alarm before = this;

    Alarm after = this;

    long due;

    /** Called on the wheel's thread when the time is reached. */
    protected abstract void rang();

    /** Whether the alarm is set in a wheel. */
    public final boolean set() {
        return before != this;
    }
}
