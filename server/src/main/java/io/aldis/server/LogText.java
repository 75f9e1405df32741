package io.aldis.server;

import java.util.Locale;

/** Text from peers and clients, escaped so that a log entry stays on one line and shows every character. */
final class LogText {
    private static final int MOST = 200;

    private LogText() {}

    /** Controls, line ends of every kind and direction marks become {@code \\uXXXX}; at most 200 characters. */
    static String of(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().limit(MOST).forEach(each -> {
            if (isSeen(each)) out.appendCodePoint(each);
            else out.append(String.format(Locale.ROOT, "\\u%04X", each));
        });
        return text.codePointCount(0, text.length()) > MOST ? out + "..." : out.toString();
    }

    private static boolean isSeen(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
