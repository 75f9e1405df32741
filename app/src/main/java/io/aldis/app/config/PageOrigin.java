package io.aldis.app.config;

import io.aldis.sip.settings.Form;
import java.util.Locale;
import java.util.regex.Pattern;

/** The origin of a web page in lower case, as in the Origin header: {@code https://chat.example.com}; or {@code all} or {@code usual}. */
@Form("an origin such as https://chat.example.com, all or usual")
public record PageOrigin(String text) {
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/?#@\\s]+|all|usual");

    /** @throws IllegalArgumentException when there is a path, or no scheme */
    public static PageOrigin parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!ORIGIN.matcher(lower).matches()) throw new IllegalArgumentException("origin: no scheme and host");
        return new PageOrigin(lower);
    }

    @Override
    public String toString() {
        return text;
    }
}
