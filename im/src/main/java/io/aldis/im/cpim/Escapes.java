package io.aldis.im.cpim;

import java.util.Locale;

/** Escapes and unescapes header values, with a syntax like that of Java strings (RFC 3862 §2.3). */
final class Escapes {
    private static final String LETTERS = "btnr";
    private static final String MEANINGS = "\b\t\n\r";
    private static final int HEX_DIGITS = 4;

    private Escapes() {}

    /** Escapes backslashes and control characters, and nothing else (RFC 3862 §2.3.1). */
    static String done(String text) {
        var out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) append(out, text.charAt(i));
        return out.toString();
    }

    private static void append(StringBuilder out, char c) {
        int special = MEANINGS.indexOf(c);
        if (special >= 0) out.append('\\').append(LETTERS.charAt(special));
        else if (c == '\\') out.append("\\\\");
        else if (Names.isControl(c)) out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        else out.append(c);
    }

    /** Decodes escapes. An unknown escape is the character after the backslash; a backslash at the end is dropped (RFC 3862 §2.3.1). */
    static String undone(String text) {
        if (text.indexOf('\\') < 0) return text;
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
            } else if (++i < text.length()) {
                i = undo(text, i, out);
            }
        }
        return out.toString();
    }

    /** @return the index of the last character of the escape */
    private static int undo(String text, int at, StringBuilder out) {
        char c = text.charAt(at);
        int code = c == 'u' ? hex(text, at + 1) : -1;
        if (code >= 0) {
            out.append((char) code);
            return at + HEX_DIGITS;
        }
        int letter = LETTERS.indexOf(c);
        out.append(letter >= 0 ? MEANINGS.charAt(letter) : c);
        return at;
    }

    /** Four hexadecimal digits as a number, or -1. */
    private static int hex(String text, int from) {
        if (from + HEX_DIGITS > text.length()) return -1;
        int code = 0;
        for (int i = from; i < from + HEX_DIGITS; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) return -1;
            code = code * 16 + digit;
        }
        return code;
    }
}
