package io.aldis.app.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The text of one key, as it was configured.
 *
 * @param key as in the file, nested keys with dots: {@code registration.longest}
 * @param values several for a list, else one
 * @param where {@code aldis.yaml, line 3: patience}, a variable, or a flag
 */
public record SettingText(String key, List<String> values, String where) {
    private static final Pattern PASSWORD = Pattern.compile("(//[^/@:]*:).*@");

    public SettingText {
        values = List.copyOf(values);
    }

    /** The error for a wrong value. A password in a URL is masked. */
    ConfigurationException wrong(String expected, String found) {
        return new ConfigurationException(where + ": expected " + expected + " but was \""
                + PASSWORD.matcher(found).replaceAll("$1***@") + "\"");
    }
}
