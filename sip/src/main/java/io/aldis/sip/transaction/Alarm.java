package io.aldis.sip.transaction;

import org.jspecify.annotations.Nullable;

/** Something that rings once, later, in a {@link TimerWheel}. It is its own place in the wheel: setting it allocates nothing. */
public abstract class Alarm {
    @Nullable
    Alarm before;

    @Nullable
    Alarm after;

    long due;

    /** Called on the wheel's thread when the time has come. */
    protected abstract void rang();

    /** Whether it waits in a wheel. */
    public final boolean set() {
        return before != null;
    }
}
