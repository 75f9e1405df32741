package io.aldis.sip;

import java.util.Optional;

/**
 * The {@code ;name=value;flag} tail of a URI, a Via, an address (RFC 3261 §25.1), kept as it was written and searched
 * on each call. Names are compared without case. A value that is a quoted string is returned with its quotes.
 */
public final class Parameters {
    public static final Parameters NONE = new Parameters("");
    /** Limit on the parameters of one value: the search for repeated names takes quadratic time. */
    private static final int MOST = 100;

    private static final String RPORT = ";rport";

    private static final boolean[] IN_NAMES = new boolean[128];
    /** Of the ASCII characters; all others may stand in a value. */
    private static final boolean[] IN_VALUES = new boolean[128];

    static {
        for (int c = 0; c < 128; c++) {
            IN_NAMES[c] = Token.allows(c) || "[]/:&$()".indexOf(c) >= 0;
            IN_VALUES[c] = c > ' ' && ";,<>\"".indexOf(c) < 0;
        }
    }

    private final String text;

    private Parameters(String text) {
        this.text = text;
    }

    /**
     * Reads parameters that begin with a semicolon; blank around the separators is allowed.
     *
     * @throws SyntaxException when a name is empty or there twice (RFC 3261 §7.3.1), or a value is neither one word nor a quoted
     *     string that ends
     */
    public static Parameters parse(String what, String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) return NONE;
        if (trimmed.charAt(0) != ';') throw new SyntaxException(what, "parameters that begin with ;", trimmed);
        check(what, trimmed);
        return new Parameters(trimmed);
    }

    private static void check(String what, String text) {
        long seen = 0;
        int count = 0;
        for (int semicolon = 0; semicolon < text.length(); count++) {
            int name = skip(text, semicolon + 1);
            int nameEnd = nameEnd(text, name);
            if (nameEnd == name) throw new SyntaxException(what, "a parameter name after ;", text);
            long bit = 1L << (((text.charAt(name) | 0x20) * 31 + nameEnd - name) & 63);
            if ((seen & bit) != 0 && earlier(text, semicolon, name, nameEnd))
                throw new SyntaxException(what, "each parameter once", text);
            seen |= bit;
            int next = skip(text, nameEnd);
            if (next < text.length() && text.charAt(next) == '=')
                next = skip(text, valueEnd(what, text, skip(text, next + 1)));
            if (next < text.length() && text.charAt(next) != ';')
                throw new SyntaxException(what, "a parameter of one word or in quotes", text);
            semicolon = next;
        }
        if (count > MOST) throw new SyntaxException(what, "at most " + MOST + " parameters", text);
    }

    private static int skip(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) <= ' ') i++;
        return i;
    }

    private static int nameEnd(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) < 128 && IN_NAMES[text.charAt(i)]) i++;
        return i;
    }

    /** Accepts more than the grammar of any single header, but no character that another parser could take for the end of the value. */
    private static int valueEnd(String what, String text, int from) {
        if (from < text.length() && text.charAt(from) == '"') return quoteEnd(what, text, from);
        int i = from;
        while (i < text.length() && (text.charAt(i) >= 128 || IN_VALUES[text.charAt(i)])) i++;
        return i;
    }

    private static int quoteEnd(String what, String text, int from) {
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') i++;
            else if (c == '"') return i + 1;
        }
        throw new SyntaxException(what, "a closing quote", text);
    }

    /** Whether a parameter before {@code semicolon} has the name that stands in {@code text[name, nameEnd)}. */
    private static boolean earlier(String text, int semicolon, int name, int nameEnd) {
        int found = find(text, text.substring(name, nameEnd));
        return found >= 0 && found < semicolon;
    }

    /** Index of the semicolon of the first parameter of that name, or -1. */
    private static int find(String text, String name) {
        int semicolon = 0;
        for (int count = 0; semicolon < text.length() && count <= MOST; count++) {
            int from = skip(text, semicolon + 1);
            int nameEnd = nameEnd(text, from);
            if (nameEnd - from == name.length() && text.regionMatches(true, from, name, 0, name.length()))
                return semicolon;
            semicolon = endOf(text, nameEnd);
        }
        return -1;
    }

    /** The semicolon after {@code from}, or the end of the text. */
    private static int endOf(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) != ';')
            i = text.charAt(i) == '"' ? quoteEnd("parameters", text, i) : i + 1;
        return i;
    }

    public boolean has(String name) {
        return !text.isEmpty() && find(text, name) >= 0;
    }

    /** The value; empty text for a flag without one; absent when the parameter is not there. */
    public Optional<String> get(String name) {
        int semicolon = find(text, name);
        return semicolon < 0 ? Optional.empty() : Optional.of(valueAt(semicolon));
    }

    /** As {@link #get}, with a default for an absent parameter. */
    public String getOr(String name, String absent) {
        int semicolon = find(text, name);
        return semicolon < 0 ? absent : valueAt(semicolon);
    }

    private String valueAt(int semicolon) {
        int equals = skip(text, nameEnd(text, skip(text, semicolon + 1)));
        if (equals >= text.length() || text.charAt(equals) != '=') return "";
        int from = skip(text, equals + 1);
        return text.substring(from, valueEnd("parameters", text, from));
    }

    /**
     * With this parameter set (an empty value makes a flag). An existing one keeps its position, a new one comes last.
     *
     * @throws SyntaxException when the value is neither one word nor a quoted string
     */
    public Parameters with(String name, String value) {
        if (!Token.is(name) || !Token.oneLine(value) || valueEnd("parameter", value, 0) != value.length())
            throw new SyntaxException("parameter", "name=value", name + '=' + value);
        String piece = ';' + name + (value.isEmpty() ? "" : '=' + value);
        int semicolon = find(text, name);
        if (semicolon < 0) return new Parameters(text + piece);
        return new Parameters(text.substring(0, semicolon) + piece + text.substring(endOf(text, semicolon + 1)));
    }

    /**
     * Fast path for most Vias (RFC 3581 §4): adds {@code ;received=host} at the end and the port to a {@code ;rport} without value. Empty
     * when there is no such rport, a received or a quoted value; the caller then uses {@link #with}.
     *
     * @param host a numeric address
     */
    Optional<Parameters> stamped(String host, int port) {
        int flag = text.indexOf(RPORT);
        int end = flag + RPORT.length();
        boolean plain = flag >= 0
                && (end == text.length() || text.charAt(end) == ';')
                && text.indexOf('"') < 0
                && find(text, "received") < 0;
        if (!plain) return Optional.empty();
        return Optional.of(
                new Parameters(text.substring(0, end) + '=' + port + text.substring(end) + ";received=" + host));
    }

    public Parameters without(String name) {
        int semicolon = find(text, name);
        if (semicolon < 0) return this;
        return new Parameters(text.substring(0, semicolon) + text.substring(endOf(text, semicolon + 1)));
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
