package io.aldis.im;

import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.util.Locale;

/**
 * A set of media types: {@code text/plain}, {@code image/*} or {@code *}{@code /*} (RFC 3261 §20.1). Parameters of a type are
 * ignored.
 *
 * @param text in lower case, without parameters
 */
public record MediaRange(String text) {
    /** Every type. */
    public static final MediaRange ALL = new MediaRange("*/*");

    /** @throws SyntaxException when it is not {@code type/subtype}, {@code type/*} or {@code *}{@code /*} */
    public MediaRange {
        text = text.strip().toLowerCase(Locale.ROOT);
        int slash = text.indexOf('/');
        boolean good = slash > 0 && Token.is(text.substring(0, slash)) && Token.is(text.substring(slash + 1));
        boolean odd = text.startsWith("*/") && !text.equals("*/*");
        if (!good || odd) throw new SyntaxException("media range", "type/subtype or type/*", text);
    }

    public boolean has(MediaType type) {
        if (text.equals("*/*")) return true;
        return text.endsWith("/*") ? text.startsWith(type.type() + '/') : type.is(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
