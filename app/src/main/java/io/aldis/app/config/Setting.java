package io.aldis.app.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What somebody has written for one key.
 *
 * @param key as in the file, nested keys with dots: {@code registration.longest}
 * @param values several for a list, else one
 * @param where {@code aldis.yaml, line 3: patience}, a variable, or a flag
 */
public record Setting(String key, List<String> values, String where) {
    private static final Pattern PASSWORD = Pattern.compile("(//[^/@:]*:).*@");

    public Setting {
        values = List.copyOf(values);
    }

    /** A password that somebody has written into a URL is not said. */
    ConfigurationException wrong(String expected, String found) {
        return new ConfigurationException(where + ": expected " + expected + " but was \""
                + PASSWORD.matcher(found).replaceAll("$1***@") + "\"");
    }
}
