package io.aldis.im;

import io.aldis.sip.Parameters;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.util.Locale;

/**
 * A Content-Disposition: how the receiver should use a body (RFC 3261 §20.11, RFC 5621 §8).
 *
 * @param type in lower case, such as {@code render} or {@code attachment}
 */
public record Disposition(String type, Parameters parameters) {
    /** The disposition of a body without this header: it is displayed, and the receiver must understand it. */
    public static final Disposition RENDER = new Disposition("render", Parameters.NONE);

    /** @throws SyntaxException when it is not a token with parameters */
    public static Disposition parse(String text) {
        int semicolon = text.indexOf(';');
        String type = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
        if (!Token.is(type)) throw new SyntaxException("Content-Disposition", "a word such as render", text);
        var parameters =
                semicolon < 0 ? Parameters.NONE : Parameters.parse("Content-Disposition", text.substring(semicolon));
        return new Disposition(type.toLowerCase(Locale.ROOT), parameters);
    }

    /** Whether a receiver that does not understand the body may ignore it: {@code handling=optional}. */
    public boolean optional() {
        return parameters.getOr("handling", "required").equalsIgnoreCase("optional");
    }

    @Override
    public String toString() {
        return type + parameters;
    }
}
