package io.aldis.sip.wire;

import io.aldis.sip.settings.Setting;
import io.aldis.sip.settings.Settings;
import io.aldis.sip.settings.SettingsTree;
import io.aldis.sip.settings.Size;

/** Limits on a message; a message beyond them is refused. In a stream the first two are checked before the rest of it is buffered. */
public record Limits(
        @Setting(
                value = "256KiB",
                as = Size.class,
                least = "1KiB",
                doc = "The largest message over TCP; a larger one is answered 513 and its connection is closed")
        int message,

        @Setting(
                value = "64KiB",
                key = Setting.NO_KEY,
                as = Size.class,
                doc = "The largest start line and headers together")
        int head,

        @Setting(value = "128", key = Setting.NO_KEY, doc = "The maximum number of header lines")
        int headers,

        @Setting(value = "8KiB", key = Setting.NO_KEY, as = Size.class, doc = "The longest header line, folds included")
        int headerLine,

        @Setting(
                value = "70",
                key = Setting.NO_KEY,
                doc = "The maximum number of Via values, as the recommended Max-Forwards (RFC 3261 §8.1.1.6)")
        int vias)
        implements Settings<Limits> {
    public static final Limits DEFAULT = SettingsTree.defaults(Limits.class);

    public Limits {
        if (message < 1024 || head < 1024 || headers < 16 || headerLine < 128 || vias < 1)
            throw new IllegalArgumentException(
                    "Limits: expected message and head >= 1024, headers >= 16, headerLine >= 128,"
                            + " vias >= 1 but was " + message + ", " + head + ", " + headers + ", " + headerLine + ", "
                            + vias);
    }
}
