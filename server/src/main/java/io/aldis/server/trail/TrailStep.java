package io.aldis.server.trail;

import io.aldis.server.TrailEvent;
import java.time.Instant;
import java.util.function.Supplier;

/** A recorded step. The writer thread evaluates the suppliers, which read immutable objects only. */
record TrailStep(Instant at, TrailEvent.What what, int code, Supplier<String> whom, Supplier<String> detail) {
    static final Supplier<String> NOTHING = () -> "";

    TrailEvent event() {
        return new TrailEvent(at, what, code, whom.get(), detail.get());
    }
}
