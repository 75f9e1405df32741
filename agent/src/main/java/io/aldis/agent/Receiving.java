package io.aldis.agent;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an {@link AgentBuilder} has gathered about messages that come in.
 *
 * @param messages whether any are taken at all
 */
record Receiving(
        boolean messages,
        Acceptance acceptance,
        BlockList blocked,
        Optional<Function<IncomingMessage, Screening>> screening,
        Late late,
        DateCheck dates,
        InstantSource clock) {}
