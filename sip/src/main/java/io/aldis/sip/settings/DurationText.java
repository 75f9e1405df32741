package io.aldis.sip.settings;

import java.time.Duration;
import java.util.regex.Pattern;

/** Reads and writes durations such as {@code 500ms}, {@code 8s}, {@code 4m}, {@code 2h}, {@code 7d}. Never zero. */
@Form("a duration such as 500ms, 8s, 4m, 2h or 7d")
public final class DurationText {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h|d)");

    private DurationText() {}

    /** In the form that {@link #parse} reads, as a whole number of the largest unit that fits, up to hours. */
    public static String text(Duration span) {
        long ms = span.toMillis();
        if (ms % 3_600_000 == 0) return ms / 3_600_000 + "h";
        if (ms % 60_000 == 0) return ms / 60_000 + "m";
        return ms % 1000 == 0 ? ms / 1000 + "s" : ms + "ms";
    }

    /** @throws IllegalArgumentException for other text */
    public static Duration parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) throw new IllegalArgumentException("duration: no number with ms, s, m, h or d");
        long amount = Long.parseLong(match.group(1));
        if (amount == 0) throw new IllegalArgumentException("duration: zero");
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
