package io.aldis.sip.settings;

import java.time.Duration;
import java.util.Map;

/** Checks that a value of the configuration file is in the range of its setting. Programs may use values outside of it, as tests do. */
final class SettingRange {
    private final Map<String, Object> values;

    /** @param values those of the record, by the names of its components; limits may name one of them */
    SettingRange(Map<String, Object> values) {
        this.values = values;
    }

    /** @throws IllegalArgumentException with the range, its reason and the value that was found */
    void check(Setting setting, String key, Object value) {
        if (setting.least().isEmpty()) return;
        if (value instanceof Duration found) check(setting, key, found);
        else if (value instanceof Number found && found.longValue() < Size.parse(setting.least()))
            throw new IllegalArgumentException(
                    key + ": expected at least " + setting.least() + " but was " + Size.text(found.longValue()));
    }

    private void check(Setting setting, String key, Duration found) {
        Duration least = limit(setting.least());
        Duration most = limit(setting.most());
        if (found.compareTo(least) >= 0 && found.compareTo(most) <= 0) return;
        throw new IllegalArgumentException(key + ": expected " + DurationText.text(least) + " to "
                + DurationText.text(most) + " (" + setting.why() + ") but was " + DurationText.text(found));
    }

    private Duration limit(String text) {
        return values.get(text) instanceof Duration other ? other : DurationText.parse(text);
    }
}
