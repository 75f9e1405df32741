package io.aldis.im;

import io.aldis.sip.Parameters;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.util.Locale;

/**
 * What is to be done with a body (RFC 3261 §20.11, RFC 5621 §8).
 *
 * @param type in lower case, such as {@code render} or {@code attachment}
 */
public record Disposition(String type, Parameters parameters) {
    /** What a body means that says nothing: it is to be shown, and must be understood. */
    public static final Disposition RENDER = new Disposition("render", Parameters.NONE);

    /** @throws SyntaxException when it is no word with parameters */
    public static Disposition parse(String text) {
        int semicolon = text.indexOf(';');
        String type = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
        if (!Token.is(type)) throw new SyntaxException("Content-Disposition", "a word such as render", text);
        var parameters =
                semicolon < 0 ? Parameters.NONE : Parameters.parse("Content-Disposition", text.substring(semicolon));
        return new Disposition(type.toLowerCase(Locale.ROOT), parameters);
    }

    /** Whether who does not understand the body may go on without it; anything but {@code optional} means no. */
    public boolean optional() {
        return parameters.getOr("handling", "required").equalsIgnoreCase("optional");
    }

    @Override
    public String toString() {
        return type + parameters;
    }
}
