package io.aldis.server;

import io.aldis.sip.settings.DurationText;
import io.aldis.sip.settings.Setting;
import io.aldis.sip.settings.SettingGroup;
import io.aldis.sip.settings.Settings;
import io.aldis.sip.settings.SettingsTree;
import java.time.Duration;

/** How messages are stored for devices that are away. */
public record MailboxSettings(
        @Setting(value = "true", doc = "Whether messages for users who are offline are stored")
        boolean enabled,

        @Setting(value = "7d", doc = "How long a message without `Expires` is stored")
        Duration lifetime,

        @Setting(
                value = "7d",
                doc = "The longest time that a message can ask for with `Expires`; more is reduced to this")
        Duration longest,

        @Setting(
                value = "1d",
                key = "receipt-lifetime",
                doc = "The longest time that a receipt (`message/imdn+xml`) is stored")
        Duration receipts,

        @Setting(
                value = "30d",
                key = "device-window",
                doc =
                        "A device that has not registered for this time is forgotten: no messages are stored for it any more")
        Duration window,

        @Setting(
                value = "10",
                doc = "The number of devices of an account that messages are stored for: those that registered last")
        int devices,

        @SettingGroup Quota quota,

        @Setting(
                value = "none",
                as = SettingForms.DomainSet.class,
                doc =
                        "Domains (`none`, `all`, or a list) whose messages are stored and answered 202 before any device is tried")
        Domains acceptFirst,

        @Setting(
                value = "1000",
                doc = "The number of devices that stored messages are delivered to at the same time;"
                        + " each device gets one message after the other")
        int deliveries,

        @Setting(
                value = "30s",
                least = "1s",
                most = "slowest",
                why = "a second at least, and no longer than the slowest",
                doc = "The pause before a registered device that does not take its messages is tried again;"
                        + " each further pause is twice as long")
        Duration retry,

        @Setting(value = "1h", key = "slowest-retry", doc = "The longest of these pauses")
        Duration slowest,

        @Setting(value = "10s", key = Setting.NO_KEY, doc = "The interval between two searches for expired messages")
        Duration sweep)
        implements Settings<MailboxSettings> {
    public static final MailboxSettings DEFAULT = SettingsTree.defaults(MailboxSettings.class);

    public MailboxSettings {
        if (lifetime.compareTo(longest) > 0)
            throw new IllegalArgumentException("lifetime: expected at most mailbox.longest, "
                    + DurationText.text(longest) + ", but was " + DurationText.text(lifetime));
    }
}
