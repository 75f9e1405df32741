package io.aldis.app.config;

import io.aldis.server.TrailSettings;
import java.time.Duration;

/**
 * What is taken down of what happens to messages.
 *
 * @param enabled whether anything is
 * @param keep how long
 * @param messages about how many trails there are at the most
 * @param rate messages a second that get a trail
 * @param mailboxRate steps a second of messages that are kept for somebody
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
