package io.aldis.sip.digest;

import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code name=value, name="value"} list after the scheme. Any order, any blanks, empty elements and quotes where the
 * grammar has none are accepted, because phones differ. A known directive that occurs twice is an error, because two parsers
 * could choose different ones.
 */
final class Directives {
    private static final String SCHEME = "Digest";

    private final String what;
    private final String text;
    private final @Nullable String[] values = new @Nullable String[Directive.COUNT];

    private Directives(String what, String text) {
        this.what = what;
        this.text = text;
    }

    /** Index after the scheme, when it is Digest; otherwise -1. */
    static int afterScheme(String text) {
        int from = blanks(text, 0);
        int end = from + SCHEME.length();
        if (!text.regionMatches(true, from, SCHEME, 0, SCHEME.length())) return -1;
        return end == text.length() || text.charAt(end) <= ' ' ? end : -1;
    }

    /**
     * Reads all directives from that index on.
     *
     * @param what names the header in the text of the exception
     * @throws SyntaxException when the list is malformed or a known directive is repeated
     */
    static Directives read(String what, String text, int from) {
        var directives = new Directives(what, text);
        int at = directives.separators(from);
        while (at < text.length()) at = directives.separators(directives.one(at));
        return directives;
    }

    static int blanks(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) <= ' ') at++;
        return at;
    }

    static int token(String text, int from) {
        int at = from;
        while (at < text.length() && Token.allows(text.charAt(at))) at++;
        return at;
    }

    private int separators(int from) {
        int at = blanks(text, from);
        while (at < text.length() && text.charAt(at) == ',') at = blanks(text, at + 1);
        return at;
    }

    /** Reads the directive that begins at that index. Returns the index of the comma after it, or the end. */
    private int one(int from) {
        int nameEnd = token(text, from);
        int equals = blanks(text, nameEnd);
        if (nameEnd == from || equals == text.length() || text.charAt(equals) != '=')
            throw new SyntaxException(what, "name=value", text.substring(from, equals));
        int value = blanks(text, equals + 1);
        int valueEnd = valueEnd(value);
        int after = blanks(text, valueEnd);
        if (valueEnd == value || (after < text.length() && text.charAt(after) != ','))
            throw new SyntaxException(what, "a token or a quoted string", text.substring(from, nameEnd));
        keep(Directive.find(text, from, nameEnd), value, valueEnd);
        return after;
    }

    private int valueEnd(int from) {
        if (from == text.length() || text.charAt(from) != '"') return token(text, from);
        for (int at = from + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') at++;
            else if (c == '"') return at + 1;
        }
        throw new SyntaxException(what, "a closing quote", text.substring(from));
    }

    private void keep(int directive, int from, int to) {
        if (directive == Directive.UNKNOWN) return;
        if (values[directive] != null)
            throw new SyntaxException(what, "each directive once", Directive.values()[directive].text());
        values[directive] = value(from, to);
    }

    private String value(int from, int to) {
        if (text.charAt(from) != '"') return text.substring(from, to);
        int escape = text.indexOf('\\', from);
        return escape >= 0 && escape < to ? Token.unquote(text.substring(from, to)) : text.substring(from + 1, to - 1);
    }

    boolean has(Directive directive) {
        return values[directive.ordinal()] != null;
    }

    Optional<String> get(Directive directive) {
        return Optional.ofNullable(values[directive.ordinal()]);
    }

    String getOr(Directive directive, String absent) {
        String value = values[directive.ordinal()];
        return value == null ? absent : value;
    }

    String required(Directive directive) {
        String value = values[directive.ordinal()];
        if (value == null) throw new SyntaxException(what, "the directive " + directive.text(), "nothing");
        return value;
    }
}
