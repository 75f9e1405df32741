package io.aldis.app.command;

import java.time.Duration;
import java.util.regex.Pattern;

/** Takes out of a sentence what only a programmer can read: durations in the notation of ISO 8601, calls and numbers of the kernel. */
final class PlainWords {
    private static final Pattern DURATION =
            Pattern.compile("\\bPT(?=[-\\d])(-?\\d+H)?(-?\\d+M)?(-?\\d+(\\.\\d+)?S)?(?![\\w.])");

    /** As Netty says it: {@code finishConnect(..) failed with error(-111): Connection refused}. */
    private static final Pattern KERNEL = Pattern.compile("\\w+\\(\\.\\.\\) failed(?: with error\\(-\\d+\\))?: ");

    private PlainWords() {}

    static String of(String sentence) {
        String without = KERNEL.matcher(sentence).replaceAll("");
        return DURATION.matcher(without).replaceAll(found -> duration(Duration.parse(found.group())));
    }

    /** As settings are written, in the largest unit that it is a whole number of. */
    static String duration(Duration span) {
        long ms = span.toMillis();
        if (ms % 1000 != 0) return ms + " ms";
        if (ms == 0 || ms % 60_000 != 0) return ms / 1000 + " s";
        return ms % 3_600_000 == 0 ? ms / 3_600_000 + " h" : ms / 60_000 + " min";
    }
}
