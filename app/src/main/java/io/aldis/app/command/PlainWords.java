package io.aldis.app.command;

import io.aldis.net.PlainText;
import java.time.Duration;
import java.util.regex.Pattern;

/** Removes technical notation from a sentence: durations in ISO 8601, names and error numbers of system calls. */
final class PlainWords {
    private static final Pattern DURATION =
            Pattern.compile("\\bPT(?=[-\\d])(-?\\d+H)?(-?\\d+M)?(-?\\d+(\\.\\d+)?S)?(?![\\w.])");

    /** Netty's prefix of a failed system call: {@code finishConnect(..) failed with error(-111): Connection refused}. */
    private static final Pattern KERNEL = Pattern.compile("\\w+\\(\\.\\.\\) failed(?: with error\\(-\\d+\\))?: ");

    private PlainWords() {}

    static String of(String sentence) {
        String without = KERNEL.matcher(sentence).replaceAll("");
        return DURATION.matcher(without).replaceAll(found -> duration(Duration.parse(found.group())));
    }

    /** As a whole number of the largest unit that fits: {@code 8 s}, {@code 90 min}. */
    static String duration(Duration span) {
        return PlainText.span(span);
    }
}
