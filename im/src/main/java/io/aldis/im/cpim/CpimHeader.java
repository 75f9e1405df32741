package io.aldis.im.cpim;

import io.aldis.sip.SyntaxException;

/**
 * One header line as it stands in the message (RFC 3862 §3.6).
 *
 * @param name as it was written, with its prefix; compared with case
 * @param parameters between colon and blank, as in {@code ;lang=fr}; empty text for none
 * @param value as it was written, escapes included
 */
public record CpimHeader(String name, String parameters, String value) {
    private static final String EXPECTED = "name: value, with one blank";

    /** @throws SyntaxException when a part has characters that it may not contain */
    public CpimHeader {
        if (!Names.isName(name)) throw new SyntaxException("CPIM header name", "letters, digits and one dot", name);
        if (!parameters.isEmpty() && (parameters.charAt(0) != ';' || parameters.indexOf(' ') >= 0))
            throw new SyntaxException("CPIM header " + name, ";name=value without blanks", parameters);
        if (!Names.clean(parameters) || !Names.clean(value) || value.startsWith(" ") || value.endsWith(" "))
            throw new SyntaxException(
                    "CPIM header " + name, "no control characters and no blank at the end", parameters + value);
    }

    /** @throws SyntaxException when the line is not a header */
    static CpimHeader parse(String line) {
        int colon = line.indexOf(':');
        if (colon < 1) throw new SyntaxException("CPIM header", EXPECTED, line);
        int blank = line.indexOf(' ', colon);
        if (blank < 0) blank = line.length();
        String value = line.substring(Math.min(blank + 1, line.length()));
        if (blank == line.length() && blank > colon + 1) throw new SyntaxException("CPIM header", EXPECTED, line);
        return new CpimHeader(line.substring(0, colon), line.substring(colon + 1, blank), value);
    }

    /** The value with its escapes decoded (RFC 3862 §2.3). */
    public String text() {
        return Escapes.undone(value);
    }

    /** The language of the value; {@code i-default} when there is no lang parameter (RFC 3862 §3.3). */
    public String language() {
        for (String parameter : parameters.split(";", -1))
            if (parameter.startsWith("lang=")) return parameter.substring("lang=".length());
        return "i-default";
    }

    /** The part of the name before the dot; empty text when there is no dot. */
    public String prefix() {
        return name.substring(0, Math.max(name.indexOf('.'), 0));
    }

    /** The part of the name after the dot, or the whole name. */
    public String localName() {
        return name.substring(name.indexOf('.') + 1);
    }

    /** The line without its CRLF. */
    @Override
    public String toString() {
        return name + ':' + parameters + ' ' + value;
    }
}
