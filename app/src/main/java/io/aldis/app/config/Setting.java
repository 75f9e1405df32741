package io.aldis.app.config;

import java.util.List;

/**
 * What somebody has written for one key.
 *
 * @param key as in the file, nested keys with dots: {@code registration.longest}
 * @param values several for a list, else one
 * @param where {@code aldis.yaml, line 3: patience}, a variable, or a flag
 */
public record Setting(String key, List<String> values, String where) {
    public Setting {
        values = List.copyOf(values);
    }

    ConfigurationException wrong(String expected, String found) {
        return new ConfigurationException(where + ": expected " + expected + " but was \"" + found + "\"");
    }
}
