package io.aldis.sip;

/**
 * An address with an optional display name and header parameters: the value of From, To, Contact, Route, … (RFC 3261 §20.10).
 *
 * @param display the name as people read it, without quotes; empty when there is none
 * @param parameters those of the header, such as {@code tag}; without angle brackets all parameters are the header's
 */
public record NameAddr(String display, Uri uri, Parameters parameters) {
    public static NameAddr of(Uri uri) {
        return new NameAddr("", uri, Parameters.NONE);
    }

    /** @throws SyntaxException for unbalanced quotes and brackets, wrong display names, wrong URIs */
    public static NameAddr parse(String what, String value) {
        int open = Token.indexOutside(what, value, '<', 0, value.length());
        return open < 0 ? bare(what, value) : bracketed(what, value, open);
    }

    private static NameAddr bare(String what, String value) {
        int semicolon = value.indexOf(';');
        String uri = semicolon < 0 ? value : value.substring(0, semicolon);
        if (uri.indexOf(',') >= 0 || uri.indexOf('?') >= 0)
            throw new SyntaxException(what, "angle brackets around a URI with comma or question mark", value);
        return new NameAddr("", Uri.parse(uri.strip()), tail(what, value, semicolon));
    }

    private static NameAddr bracketed(String what, String value, int open) {
        int close = value.indexOf('>', open);
        if (close < 0) throw new SyntaxException(what, "a closing angle bracket", value);
        String display = display(what, value.substring(0, open).strip());
        Uri uri = Uri.parse(value.substring(open + 1, close));
        return new NameAddr(display, uri, tail(what, value, close + 1));
    }

    private static Parameters tail(String what, String value, int from) {
        return from < 0 || from == value.length() ? Parameters.NONE : Parameters.parse(what, value.substring(from));
    }

    private static String display(String what, String text) {
        if (text.isEmpty()) return text;
        if (text.charAt(0) == '"') return quoted(what, text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Token.allows(c) && c != ' ' && c != '\t' && c < 128)
                throw new SyntaxException(what, "quotes around such a display name", text);
        }
        return text;
    }

    private static String quoted(String what, String text) {
        int i = 1;
        while (i < text.length() && text.charAt(i) != '"') i += text.charAt(i) == '\\' ? 2 : 1;
        if (i != text.length() - 1) throw new SyntaxException(what, "one quoted display name", text);
        return Token.unquote(text);
    }

    /** The {@code tag} parameter (RFC 3261 §19.3), or empty text. */
    public String tag() {
        return parameters.getOr("tag", "");
    }

    public NameAddr withTag(String tag) {
        return new NameAddr(display, uri, parameters.with("tag", tag));
    }

    @Override
    public String toString() {
        return (display.isEmpty() ? "" : Token.quote(display) + ' ') + '<' + uri.text() + '>' + parameters;
    }
}
