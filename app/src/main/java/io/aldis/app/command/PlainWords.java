package io.aldis.app.command;

import io.aldis.net.PlainText;
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
        return PlainText.span(span);
    }
}
