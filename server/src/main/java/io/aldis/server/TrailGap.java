package io.aldis.server;

import java.time.Instant;

/**
 * A time in which more happened than was taken down.
 *
 * @param mark of this gap and no other
 * @param messages that have no trail
 * @param steps of kept messages that are missing in their trails
 */
public record TrailGap(long mark, Instant from, Instant until, long messages, long steps) {}
