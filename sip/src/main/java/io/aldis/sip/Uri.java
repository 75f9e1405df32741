package io.aldis.sip;

/**
 * Any URI that may stand in a SIP message (RFC 3261 §19.1, §20): sip and sips read into parts, all others (im, pres, tel,
 * unknown ones) kept as scheme and rest. The text is kept as it was read and written again byte for byte.
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
        return UriReader.RECENT.read(text);
    }

    /** @throws SyntaxException when the text could not stand in a start line or in angle brackets */
    static void requireClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '<' || c == '>' || c == '"' || c == 127)
                throw new SyntaxException("URI", "no blanks, quotes or brackets", text);
        }
    }
}
