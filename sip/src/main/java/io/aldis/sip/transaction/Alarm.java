package io.aldis.sip.transaction;

/** Something that rings once, later, in a {@link TimerWheel}. It is its own place in the wheel: setting it allocates nothing. */
public abstract class Alarm {
    /** Neighbours in a ring of alarms; its own when it is not set. */
    Alarm before = this;

    Alarm after = this;

    long due;

    /** Called on the wheel's thread when the time has come. */
    protected abstract void rang();

    /** Whether it waits in a wheel. */
    public final boolean set() {
        return before != this;
    }
}
