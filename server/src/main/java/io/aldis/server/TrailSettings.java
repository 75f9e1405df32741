package io.aldis.server;

import java.time.Duration;

/**
 * How many message events are recorded. Beyond these limits a message has no trail, and a {@link TrailGap} is recorded.
 *
 * @param keep how long a trail is kept, from the arrival of its message
 * @param messages about how many trails are kept, the newest
 * @param rate how many messages a second get a trail; with 0 only stored messages do
 * @param mailboxRate how many events a second of stored messages are recorded
 */
public record TrailSettings(Duration keep, long messages, int rate, int mailboxRate) {
    /** Kept longer than a stored message; costs a few tenths of a per cent of a processor. */
    public static final TrailSettings DEFAULT = new TrailSettings(Duration.ofDays(14), 1_000_000, 500, 5_000);
}
