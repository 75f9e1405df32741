package io.aldis.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The header lines of one message, as an index into its bytes. Values are decoded on request; lines keep their order,
 * spelling and folding. Immutable, safe for every thread.
 */
public final class Headers {
    /** Numbers of the index for each line: id, start of line, start of value, end of value. */
    public static final int STRIDE = 4;

    private final byte[] bytes;
    private final int[] index;
    private final int count;
    private final int end;

    /**
     * For readers and writers of messages.
     *
     * @param index {@link #STRIDE} numbers a line: {@link HeaderName#id()}, then offsets in {@code bytes}
     * @param count lines in the index
     * @param end where the empty line begins
     */
    public Headers(byte[] bytes, int[] index, int count, int end) {
        this.bytes = bytes;
        this.index = index;
        this.count = count;
        this.end = end;
    }

    /** The same lines at the same places of another array. */
    public Headers over(byte[] other) {
        return new Headers(other, index, count, end);
    }

    /**
     * The same lines after {@code bytes[from, to)} was replaced by {@code length} octets in {@code other}. The change must lie
     * inside the value of one line.
     */
    public Headers shifted(byte[] other, int from, int to, int length) {
        int delta = length - (to - from);
        int[] moved = Arrays.copyOf(index, count * STRIDE);
        for (int i = 0; i < count * STRIDE; i++) if (i % STRIDE != 0 && moved[i] >= to) moved[i] += delta;
        return new Headers(other, moved, count, end + delta);
    }

    public int count() {
        return count;
    }

    /** {@link HeaderName#id()} of line {@code i}. */
    public int id(int i) {
        return index[i * STRIDE];
    }

    public int lineStart(int i) {
        return index[i * STRIDE + 1];
    }

    /** After the line and its CRLF. */
    public int lineEnd(int i) {
        return i + 1 < count ? lineStart(i + 1) : end;
    }

    public int valueStart(int i) {
        return index[i * STRIDE + 2];
    }

    public int valueEnd(int i) {
        return index[i * STRIDE + 3];
    }

    /** Where the empty line begins. */
    public int end() {
        return end;
    }

    public HeaderName name(int i) {
        return id(i) != HeaderName.UNKNOWN ? HeaderName.withId(id(i)) : HeaderName.of(writtenName(i));
    }

    /** The name as it was written. */
    public String writtenName(int i) {
        int from = lineStart(i);
        return new String(bytes, from, nameEnd(i) - from, StandardCharsets.US_ASCII);
    }

    private int nameEnd(int i) {
        int at = lineStart(i);
        while (bytes[at] != ':' && bytes[at] != ' ' && bytes[at] != '\t') at++;
        return at;
    }

    /** The value of line {@code i}, unfolded (RFC 3261 §7.3.1). */
    public String value(int i) {
        int from = valueStart(i);
        String raw = new String(bytes, from, valueEnd(i) - from, StandardCharsets.UTF_8);
        return raw.indexOf('\n') < 0 ? raw : unfolded(raw);
    }

    /** Replaces each fold and the blanks around it by one blank, in linear time. */
    private static String unfolded(String raw) {
        var out = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\r' && c != '\n') {
                out.append(c);
                continue;
            }
            while (i + 1 < raw.length() && raw.charAt(i + 1) <= ' ') i++;
            int kept = out.length();
            while (kept > 0 && out.charAt(kept - 1) <= ' ') kept--;
            out.setLength(kept);
            out.append(' ');
        }
        return out.toString();
    }

    /** Line of the first header of that name, or -1. */
    public int first(HeaderName name) {
        return next(name, 0);
    }

    /** Line of the first header of that name from line {@code from} on, or -1. */
    public int next(HeaderName name, int from) {
        int id = name.id();
        for (int i = from; i < count; i++) {
            if (id(i) == id && (id != HeaderName.UNKNOWN || name.matches(bytes, lineStart(i), nameEnd(i)))) return i;
        }
        return -1;
    }

    /** How many lines have that name. */
    public int count(HeaderName name) {
        int found = 0;
        for (int i = first(name); i >= 0; i = next(name, i + 1)) found++;
        return found;
    }

    /** The first value of that name, a comma list not taken apart. */
    public Optional<String> get(HeaderName name) {
        int i = first(name);
        return i < 0 ? Optional.empty() : Optional.of(value(i));
    }

    /** The values of all lines of that name, comma lists not taken apart. */
    public List<String> lines(HeaderName name) {
        var values = new ArrayList<String>();
        for (int i = first(name); i >= 0; i = next(name, i + 1)) values.add(value(i));
        return values;
    }

    /**
     * All values of that name, comma lists taken apart (RFC 3261 §7.3.1). Only for headers whose grammar is a list. Empty
     * values, as in {@code Supported:} or {@code a,,b}, are passed over.
     *
     * @throws SyntaxException when a quoted string or a bracket does not end
     */
    public List<String> values(HeaderName name) {
        var values = new ArrayList<String>();
        for (int i = first(name); i >= 0; i = next(name, i + 1)) split(name.text(), value(i), values);
        return values;
    }

    private static void split(String what, String value, List<String> out) {
        int from = 0;
        while (true) {
            int comma = Token.indexOutside(what, value, ',', from, value.length());
            String piece =
                    value.substring(from, comma < 0 ? value.length() : comma).strip();
            if (!piece.isEmpty()) out.add(piece);
            if (comma < 0) return;
            from = comma + 1;
        }
    }
}
