package io.aldis.sip;

import java.util.Optional;

/**
 * The {@code ;name=value;flag} tail of a URI, a Via, an address (RFC 3261 §25.1), kept as it was written and searched
 * when asked. Names are compared without case. A value that is a quoted string is answered with its quotes.
 */
public final class Parameters {
    public static final Parameters NONE = new Parameters("");

    private final String text;

    private Parameters(String text) {
        this.text = text;
    }

    /**
     * Reads parameters that begin with a semicolon; blank around the separators is allowed.
     *
     * @throws SyntaxException when a name is empty, or a quoted value does not end
     */
    public static Parameters parse(String what, String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) return NONE;
        if (trimmed.charAt(0) != ';') throw new SyntaxException(what, "parameters that begin with ;", trimmed);
        var parameters = new Parameters(trimmed);
        for (int i = 0; i < trimmed.length(); ) i = parameters.check(what, i);
        return parameters;
    }

    private int check(String what, int semicolon) {
        int end = endOf(what, semicolon);
        int nameEnd = nameEnd(semicolon + 1, end);
        if (text.substring(semicolon + 1, nameEnd).isBlank())
            throw new SyntaxException(what, "a parameter name after ;", text);
        return end;
    }

    /** End of the parameter whose semicolon stands at {@code semicolon}. */
    private int endOf(String what, int semicolon) {
        boolean quoted = false;
        int i = semicolon + 1;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') i++;
            else if (c == '"') quoted = !quoted;
            else if (c == ';' && !quoted) return i;
        }
        if (quoted) throw new SyntaxException(what, "a closing quote", text);
        return Math.min(i, text.length());
    }

    private int nameEnd(int from, int end) {
        int equals = text.indexOf('=', from);
        return equals < 0 || equals > end ? end : equals;
    }

    /** Index of the semicolon of that parameter, or -1. */
    private int find(String name) {
        int semicolon = 0;
        while (semicolon < text.length()) {
            int end = endOf("parameters", semicolon);
            int from = skip(semicolon + 1, end);
            int nameEnd = back(from, nameEnd(from, end));
            if (nameEnd - from == name.length() && text.regionMatches(true, from, name, 0, name.length()))
                return semicolon;
            semicolon = end;
        }
        return -1;
    }

    private int skip(int from, int end) {
        int i = from;
        while (i < end && text.charAt(i) <= ' ') i++;
        return i;
    }

    private int back(int from, int end) {
        int i = end;
        while (i > from && text.charAt(i - 1) <= ' ') i--;
        return i;
    }

    public boolean has(String name) {
        return !text.isEmpty() && find(name) >= 0;
    }

    /** The value; empty text for a flag without one; absent when the parameter is not there. */
    public Optional<String> get(String name) {
        int semicolon = text.isEmpty() ? -1 : find(name);
        return semicolon < 0 ? Optional.empty() : Optional.of(valueAt(semicolon));
    }

    /** As {@link #get}, with another answer for absence. */
    public String getOr(String name, String absent) {
        int semicolon = text.isEmpty() ? -1 : find(name);
        return semicolon < 0 ? absent : valueAt(semicolon);
    }

    private String valueAt(int semicolon) {
        int end = endOf("parameters", semicolon);
        int equals = nameEnd(semicolon + 1, end);
        if (equals == end) return "";
        int from = skip(equals + 1, end);
        return text.substring(from, back(from, end));
    }

    /** With this parameter set (an empty value makes a flag); it keeps its place, or comes last. */
    public Parameters with(String name, String value) {
        if (!Token.is(name) || !Token.oneLine(value)) throw new SyntaxException("parameter", "name=value", name);
        String piece = ';' + name + (value.isEmpty() ? "" : '=' + value);
        int semicolon = find(name);
        if (semicolon < 0) return new Parameters(text + piece);
        return new Parameters(text.substring(0, semicolon) + piece + text.substring(endOf("parameters", semicolon)));
    }

    public Parameters without(String name) {
        int semicolon = find(name);
        if (semicolon < 0) return this;
        return new Parameters(text.substring(0, semicolon) + text.substring(endOf("parameters", semicolon)));
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parameters parameters && parameters.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
