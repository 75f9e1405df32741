package io.aldis.app.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** An amount of octets: {@code 65536}, {@code 64KiB}, {@code 1MiB}. */
public record Size(int octets) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}) ?(kib|mib|)");

    /** @throws IllegalArgumentException for other text, and for 2 GiB and more */
    public static Size parse(String text) {
        var match = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!match.matches())
            throw new IllegalArgumentException("size: expected octets or KiB but was \"" + text + "\"");
        int unit = match.group(2).isEmpty() ? 1 : match.group(2).equals("kib") ? 1 << 10 : 1 << 20;
        try {
            return new Size(Math.multiplyExact(Integer.parseInt(match.group(1)), unit));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("size: expected less than 2 GiB but was \"" + text + "\"", e);
        }
    }

    @Override
    public String toString() {
        return octets % (1 << 10) == 0 ? (octets >> 10) + "KiB" : Integer.toString(octets);
    }
}
