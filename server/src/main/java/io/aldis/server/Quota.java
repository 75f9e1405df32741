package io.aldis.server;

import io.aldis.sip.settings.Setting;
import io.aldis.sip.settings.Settings;
import io.aldis.sip.settings.SettingsTree;
import io.aldis.sip.settings.Size;

/** Limits of an account's mailbox; a message beyond them is not stored. Receipts do not count among the messages. */
public record Quota(
        @Setting(
                value = "1000",
                doc =
                        "The maximum number of stored messages of an account; more are refused with 480, Retry-After and a Warning")
        int messages,

        @Setting(value = "16384KiB", key = "size", as = Size.class, doc = "The maximum size of all of them together")
        long bytes,

        @Setting(value = "200", key = "messages-per-sender", doc = "The maximum number of them from one sender")
        int perSender,

        @Setting(
                value = "200",
                doc = "The maximum number of stored receipts of an account; they do not count as messages")
        int receipts)
        implements Settings<Quota> {
    public static final Quota DEFAULT = SettingsTree.defaults(Quota.class);
    public static final Quota NONE = new Quota(Integer.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
}
