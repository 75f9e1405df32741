package io.aldis.server.trail;

import io.aldis.server.Trail;
import java.time.Instant;
import java.util.List;

/** Steps of one message on their way to the writer. Not changed any more. */
record TrailChunk(long mark, Instant began, Heading heading, List<TrailStep> jots) {
    Trail trail() {
        return new Trail(
                mark,
                began,
                heading.callId(),
                heading.sender(),
                heading.recipient(),
                jots.stream().map(TrailStep::event).toList());
    }
}
