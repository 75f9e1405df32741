package io.aldis.im.cpim;

/** The character classes of RFC 3862 §3.6. */
final class Names {
    private static final String SEPARATORS = "()<>@,;:\\\"/[]?={} .";

    private Names() {}

    /** {@code [Name-prefix "."] Name}. */
    static boolean isName(String text) {
        int dot = text.indexOf('.');
        return dot < 0 ? isSimple(text) : isSimple(text.substring(0, dot)) && isSimple(text.substring(dot + 1));
    }

    /** {@code Name}: one or more characters, none of them a dot. */
    static boolean isSimple(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 127 || SEPARATORS.indexOf(c) >= 0) return false;
        }
        return !text.isEmpty();
    }

    /** Whether the text has no control characters. */
    static boolean clean(String text) {
        for (int i = 0; i < text.length(); i++) if (isControl(text.charAt(i))) return false;
        return true;
    }

    static boolean isControl(char c) {
        return c < ' ' || c == 127;
    }
}
