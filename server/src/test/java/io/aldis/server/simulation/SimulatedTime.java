package io.aldis.server.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** The only clock of a simulation, in nanoseconds from its beginning, with everything that is to happen at a time. */
final class SimulatedTime implements InstantSource {
    static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private record Event(long time, long order, Runnable work) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::order));
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private long order;
    private long now;

    long now() {
        return now;
    }

    @Override
    public Instant instant() {
        return START.plusNanos(now);
    }

    /** Behind everything else that is to be done now. */
    void soon(Runnable work) {
        ready.add(work);
    }

    void after(Duration delay, Runnable work) {
        at(now + delay.toNanos(), work);
    }

    void at(long time, Runnable work) {
        events.add(new Event(time, order++, work));
    }

    /** When the next event is due, {@link Long#MAX_VALUE} when there is none. */
    long next() {
        Event first = events.peek();
        return first == null ? Long.MAX_VALUE : first.time();
    }

    void set(long time) {
        now = time;
    }

    /** Does all that is to be done now. */
    void settle() {
        while (true) {
            Runnable work = ready.poll();
            if (work == null) {
                if (next() > now) return;
                work = events.remove().work();
            }
            work.run();
        }
    }
}
