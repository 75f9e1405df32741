package io.aldis.app.config;

import io.aldis.sip.settings.Form;
import java.util.Locale;

/** The lowest severity that is logged. */
@Form("error, warn, info or debug")
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG;

    /** @throws IllegalArgumentException when it is none of them */
    public static LogLevel parse(String text) {
        if (!text.equals(text.toLowerCase(Locale.ROOT))) throw new IllegalArgumentException("not in lower case");
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** As written in the configuration. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
