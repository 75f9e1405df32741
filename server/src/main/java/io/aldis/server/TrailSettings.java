package io.aldis.server;

import java.time.Duration;

/**
 * How much is taken down of what happens to messages. What is more than that has no trail, and the gap is on record.
 *
 * @param keep how long a trail is kept, from the arrival of its message
 * @param messages about how many trails are kept, the newest
 * @param rate how many messages a second get a trail; 0 for none but those that are kept for somebody
 * @param mailboxRate how many steps a second are taken down of messages that are kept for somebody
 */
public record TrailSettings(Duration keep, long messages, int rate, int mailboxRate) {
    /** Longer than a message is kept; a few tenths of a per cent of a processor. */
    public static final TrailSettings DEFAULT = new TrailSettings(Duration.ofDays(14), 1_000_000, 500, 5_000);
}
