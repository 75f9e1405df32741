package io.aldis.server.trail;

import io.aldis.server.Trail;
import java.time.Instant;
import java.util.List;

/** Steps of one message, on their way to the writer. Nobody changes them any more. */
record Page(long mark, Instant began, Heading heading, List<Jot> jots) {
    Trail trail() {
        return new Trail(
                mark,
                began,
                heading.callId(),
                heading.sender(),
                heading.recipient(),
                jots.stream().map(Jot::event).toList());
    }
}
