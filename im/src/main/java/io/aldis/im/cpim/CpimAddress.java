package io.aldis.im.cpim;

import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;

/**
 * The address of a sender or recipient: {@code [Formal-name] <URI>} (RFC 3862 §4.1).
 *
 * @param name for display; empty when there is none
 */
public record CpimAddress(String name, Uri uri) {
    /** An address without a name. */
    public static CpimAddress of(Uri uri) {
        return new CpimAddress("", uri);
    }

    /** @throws SyntaxException when there is no URI in angle brackets at the end */
    static CpimAddress parse(CpimHeader header) {
        String value = header.value();
        int open = value.lastIndexOf('<');
        if (open < 0 || !value.endsWith(">"))
            throw new SyntaxException("CPIM header " + header.name(), "[name] <URI>", value);
        Uri uri = Uri.parse(value.substring(open + 1, value.length() - 1));
        return new CpimAddress(name(value.substring(0, open).strip()), uri);
    }

    /** Decodes the name, with or without quotes. */
    private static String name(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return Escapes.undone(quoted ? text.substring(1, text.length() - 1) : text);
    }

    /** The value of a header. */
    @Override
    public String toString() {
        String quoted = name.isEmpty() ? "" : '"' + Escapes.done(name).replace("\"", "\\\"") + "\" ";
        return quoted + '<' + uri.text() + '>';
    }
}
