package io.aldis.sip;

/**
 * A URI of another scheme than sip and sips: {@code im:bob@example.com}, {@code tel:+358-555-1234567}, …
 *
 * @param scheme in lower case
 * @param text the whole URI as it was written, scheme included
 */
public record OtherUri(String scheme, String text) implements Uri {
    public OtherUri {
        if (!text.regionMatches(true, 0, scheme + ':', 0, scheme.length() + 1))
            throw new SyntaxException("URI", "scheme " + scheme, text);
        Uri.requireClean(text);
    }

    /** What follows the colon. */
    public String rest() {
        return text.substring(scheme.length() + 1);
    }

    @Override
    public String toString() {
        return text;
    }
}
