package io.aldis.sip;

import java.util.Locale;

/**
 * Any URI that may stand in a SIP message (RFC 3261 §19.1, §20): sip and sips read into parts, all others (im, pres, tel,
 * unknown ones) kept as scheme and rest. The text is what was read, so that it is written again byte for byte.
 */
public sealed interface Uri permits SipUri, OtherUri {
    /** In lower case. */
    String scheme();

    /** As it was written. */
    String text();

    /**
     * Reads one URI, without angle brackets.
     *
     * @throws SyntaxException when it has no scheme, or breaks the grammar of its scheme, or holds blanks or controls
     */
    static Uri parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || !isScheme(text, colon)) throw new SyntaxException("URI", "scheme:rest", text);
        requireClean(text);
        if (colon == 3 && text.regionMatches(true, 0, "sip", 0, 3)) return SipUri.read(text, false, 4);
        if (colon == 4 && text.regionMatches(true, 0, "sips", 0, 4)) return SipUri.read(text, true, 5);
        return new OtherUri(text.substring(0, colon).toLowerCase(Locale.ROOT), text);
    }

    /** @throws SyntaxException when the text could not stand in a start line or in angle brackets */
    static void requireClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '<' || c == '>' || c == '"' || c == 127)
                throw new SyntaxException("URI", "no blanks, quotes or brackets", text);
        }
    }

    private static boolean isScheme(String text, int colon) {
        for (int i = 0; i < colon; i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
            if (!letter && (i == 0 || !other)) return false;
        }
        return true;
    }
}
