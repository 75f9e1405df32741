package io.aldis.server;

import io.aldis.sip.settings.Setting;
import io.aldis.sip.settings.Settings;
import io.aldis.sip.settings.SettingsTree;
import java.time.Duration;

/**
 * How many message events are recorded. Beyond these limits a message has no trail, and a {@link TrailGap} is recorded. By default a trail is kept
 * longer than a stored message, and costs a few tenths of a per cent of a processor.
 */
public record TrailSettings(
        @Setting(value = "true", doc = "Whether the steps of messages are recorded")
        boolean enabled,

        @Setting(value = "14d", doc = "How long the trail of a message is kept, from its arrival")
        Duration keep,

        @Setting(
                value = "1000000",
                doc = "The approximate maximum number of messages with a trail; the newest are kept")
        long messages,

        @Setting(value = "500", doc = "How many messages per second get a trail")
        int rate,

        @Setting(value = "5000", doc = "The same for steps of stored messages: stored, sent, delivered")
        int mailboxRate)
        implements Settings<TrailSettings> {
    public static final TrailSettings DEFAULT = SettingsTree.defaults(TrailSettings.class);
}
