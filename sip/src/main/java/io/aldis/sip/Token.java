package io.aldis.sip;

/** The character classes of RFC 3261 §25.1, and checks on them. */
public final class Token {
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = 'a'; c <= 'z'; c++) TOKEN[c] = true;
        for (char c = 'A'; c <= 'Z'; c++) TOKEN[c] = true;
        for (char c = '0'; c <= '9'; c++) TOKEN[c] = true;
        for (char c : "-.!%*_+`'~".toCharArray()) TOKEN[c] = true;
    }

    private Token() {}

    /** Whether the character may stand in a {@code token}. */
    public static boolean allows(int c) {
        return c >= 0 && c < 128 && TOKEN[c];
    }

    /** Whether the text is a {@code token}: at least one character, all of the class. */
    public static boolean is(String text) {
        return is(text, 0, text.length());
    }

    static boolean is(String text, int from, int to) {
        for (int i = from; i < to; i++) if (!allows(text.charAt(i))) return false;
        return to > from;
    }

    static String require(String what, String text) {
        if (!is(text)) throw new SyntaxException(what, "a token", text);
        return text;
    }

    /** Reads a decimal number. @throws SyntaxException when it is not a number from 0 to {@code max} */
    public static long number(String what, String text, long max) {
        return number(what, text, 0, text.length(), max);
    }

    /** As {@link #number(String, String, long)}, of a part of the text. */
    static long number(String what, String text, int from, int to, long max) {
        long value = 0;
        boolean good = to > from;
        for (int i = from; good && i < to; i++) {
            char c = text.charAt(i);
            value = value * 10 + (c - '0');
            good = c >= '0' && c <= '9' && value <= max;
        }
        if (!good) throw new SyntaxException(what, "a number from 0 to " + max, text.substring(from, to));
        return value;
    }

    /** Whether the text may stand in a header value without changing the line structure: no CR, LF or NUL. */
    public static boolean oneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) return false;
        }
        return true;
    }

    /** The text as a quoted-string (RFC 3261 §25.1), with quotes, backslashes and control characters escaped. */
    public static String quote(String text) {
        var out = new StringBuilder(text.length() + 8).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || (c < ' ' && c != '\t') || c == 127) out.append('\\');
            out.append(c);
        }
        return out.append('"').toString();
    }

    /** The content of a quoted-string; text without quotes is returned unchanged. */
    public static String unquote(String text) {
        int last = text.length() - 1;
        if (last < 1 || text.charAt(0) != '"' || text.charAt(last) != '"') return text;
        if (text.indexOf('\\') < 0) return text.substring(1, last);
        var out = new StringBuilder(text.length());
        for (int i = 1; i < last; i++) {
            char c = text.charAt(i);
            out.append(c == '\\' && i + 1 < last ? text.charAt(++i) : c);
        }
        return out.toString();
    }

    /**
     * Index of {@code wanted} in {@code text[from, to)} outside of quoted strings and angle brackets, or -1.
     *
     * @throws SyntaxException when a quoted string or an angle bracket does not end
     */
    public static int indexOutside(String what, String text, char wanted, int from, int to) {
        boolean quoted = false;
        boolean angled = false;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') i++;
                else if (c == '"') quoted = false;
            } else if (angled) {
                if (c == '>') angled = false;
            } else if (c == wanted) {
                return i;
            } else if (c == '"') {
                quoted = true;
            } else if (c == '<') {
                angled = true;
            }
        }
        if (quoted) throw new SyntaxException(what, "a closing quote", text.substring(from, to));
        if (angled) throw new SyntaxException(what, "a closing angle bracket", text.substring(from, to));
        return -1;
    }
}
