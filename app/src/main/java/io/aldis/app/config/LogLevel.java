package io.aldis.app.config;

import java.util.Locale;

/** The lowest severity that is logged. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG;

    /** @throws IllegalArgumentException when it is none of them */
    static LogLevel parse(String text) {
        if (!text.equals(text.toLowerCase(Locale.ROOT))) throw new IllegalArgumentException("not in lower case");
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** As written in the configuration. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
