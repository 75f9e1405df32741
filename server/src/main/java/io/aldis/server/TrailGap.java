package io.aldis.server;

import java.time.Instant;

/**
 * A period in which more happened than was recorded.
 *
 * @param mark unique to this gap
 * @param messages number of messages without a trail
 * @param steps number of events of stored messages that are missing in their trails
 */
public record TrailGap(long mark, Instant from, Instant until, long messages, long steps) {}
