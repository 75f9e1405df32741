package io.aldis.im;

import io.aldis.sip.Parameters;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.util.Locale;
import java.util.Optional;

/**
 * A Content-Type: {@code text/plain;charset=UTF-8} (RFC 2045 §5.1, RFC 3261 §25.1). Type and subtype are compared without case; the
 * parameters stay as they were written.
 *
 * @param type in lower case
 * @param subtype in lower case
 */
public record MediaType(String type, String subtype, Parameters parameters) {
    public MediaType {
        if (!Token.is(type) || !Token.is(subtype))
            throw new SyntaxException("Content-Type", "type/subtype", type + '/' + subtype);
        type = type.toLowerCase(Locale.ROOT);
        subtype = subtype.toLowerCase(Locale.ROOT);
    }

    /** @throws SyntaxException when it is not {@code type/subtype} with well-formed parameters */
    public static MediaType parse(String text) {
        int semicolon = text.indexOf(';');
        String name = semicolon < 0 ? text : text.substring(0, semicolon);
        int slash = name.indexOf('/');
        if (slash < 0) throw new SyntaxException("Content-Type", "type/subtype", text);
        var parameters = semicolon < 0 ? Parameters.NONE : parameters(text.substring(semicolon));
        return new MediaType(
                name.substring(0, slash).strip(), name.substring(slash + 1).strip(), parameters);
    }

    /** Reads the parameters. A superfluous semicolon at the end is ignored. */
    private static Parameters parameters(String text) {
        String trimmed = text.strip();
        boolean idle = trimmed.endsWith(";");
        return Parameters.parse("Content-Type", idle ? trimmed.substring(0, trimmed.length() - 1) : trimmed);
    }

    /** {@code type/subtype} in lower case, parameters left out. */
    public String name() {
        return type + '/' + subtype;
    }

    /** Whether it is that {@code type/subtype}, which is given in lower case. */
    public boolean is(String name) {
        return name().equals(name);
    }

    /** The value of a parameter, without quotes. */
    public Optional<String> parameter(String name) {
        return parameters.get(name).map(Token::unquote);
    }

    /** Whether it is a body of several parts (RFC 2046 §5.1). */
    public boolean isMultipart() {
        return type.equals("multipart");
    }

    @Override
    public String toString() {
        return name() + parameters;
    }
}
