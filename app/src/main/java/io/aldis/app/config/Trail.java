package io.aldis.app.config;

import io.aldis.server.TrailSettings;
import java.time.Duration;

/**
 * Recording of what happens to messages.
 *
 * @param enabled whether trails are recorded
 * @param keep how long a trail is kept, from the arrival of its message
 * @param messages approximate maximum number of trails; the newest are kept
 * @param rate messages per second that get a trail
 * @param mailboxRate recorded steps per second of stored messages
 */
public record Trail(boolean enabled, Duration keep, int messages, int rate, int mailboxRate) {
    static Trail usual() {
        TrailSettings usual = TrailSettings.DEFAULT;
        return new Trail(true, usual.keep(), (int) usual.messages(), usual.rate(), usual.mailboxRate());
    }

    TrailSettings settings() {
        return new TrailSettings(keep, messages, rate, mailboxRate);
    }
}
