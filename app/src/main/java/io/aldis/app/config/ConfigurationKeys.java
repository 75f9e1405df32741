package io.aldis.app.config;

import io.aldis.sip.settings.SettingsTree;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The keys of the configuration. They are those of the settings in its records. */
public final class ConfigurationKeys {
    private ConfigurationKeys() {}

    /** All keys, nested ones with dots, in the order of the records. */
    public static List<String> all() {
        return SettingsTree.keys(Configuration.class).stream()
                .map(SettingsTree.Key::name)
                .toList();
    }

    /** The value of each key. */
    public static Map<String, Object> values(Configuration configuration) {
        return SettingsTree.values(configuration);
    }

    /** The environment variable for a key: {@code ALDIS_REGISTRATION_LONGEST}. */
    public static String variable(String key) {
        return "ALDIS_" + key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }
}
