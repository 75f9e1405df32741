package io.aldis.net;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Lets one log line through per interval and counts those that are left out: peers must not be able to fill the disk. For one thread. */
public final class LogPace {
    private final long interval;
    private final LongSupplier nanos;
    private boolean logged;
    private long last;
    private long unlogged;

    public LogPace(Duration interval) {
        this(interval, System::nanoTime);
    }

    /** @param nanos a clock in nanoseconds, which may be negative */
    public LogPace(Duration interval, LongSupplier nanos) {
        this.interval = interval.toNanos();
        this.nanos = nanos;
    }

    /** @param line logs the line, at once or not at all; its argument is the number of lines that were left out since the last one */
    public void pass(LongConsumer line) {
        long now = nanos.getAsLong();
        if (logged && now - last < interval) {
            unlogged++;
            return;
        }
        line.accept(unlogged);
        logged = true;
        last = now;
        unlogged = 0;
    }
}
