package io.aldis.sip.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/** Reads and writes amounts of octets: {@code 65536}, {@code 64KiB}, {@code 1MiB}. */
@Form("a size such as 65536 or 64KiB")
public final class Size {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}) ?(kib|mib|)");

    private Size() {}

    /** @throws IllegalArgumentException for other text, and for 2 GiB and more */
    public static int parse(String text) {
        var match = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!match.matches())
            throw new IllegalArgumentException("size: expected octets or KiB but was \"" + text + "\"");
        int unit = match.group(2).isEmpty() ? 1 : match.group(2).equals("kib") ? 1 << 10 : 1 << 20;
        try {
            return Math.multiplyExact(Integer.parseInt(match.group(1)), unit);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("size: expected less than 2 GiB but was \"" + text + "\"", e);
        }
    }

    /** In the form that {@link #parse} reads: whole KiB, else octets. */
    public static String text(long octets) {
        return octets % (1 << 10) == 0 ? (octets >> 10) + "KiB" : Long.toString(octets);
    }
}
