package io.aldis.im;

import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A MIME entity: header lines, a blank line, and the body that they describe (RFC 2045 §3). It is one part of a multipart, or the content
 * of a message/cpim. The octets are kept as received. Immutable.
 */
public final class Part {
    /** Limit on the header lines of one part. */
    private static final int MOST_LINES = 100;

    private static final byte[] CRLF = {'\r', '\n'};

    private final byte[] bytes;
    private final int bodyStart;
    private final List<Field> fields;

    /**
     * A header line, unfolded.
     *
     * @param name as it was written
     */
    public record Field(String name, String value) {
        /** @throws SyntaxException when the name is not a token or the value is not one line */
        public Field {
            if (!Token.is(name)) throw new SyntaxException("MIME header name", "a token", name);
            if (!Token.oneLine(value)) throw new SyntaxException(name, "one line", value);
        }
    }

    private Part(byte[] bytes, int bodyStart, List<Field> fields) {
        this.bytes = bytes;
        this.bodyStart = bodyStart;
        this.fields = fields;
    }

    /** A part with that Content-Type; {@link #with} adds more header lines. */
    public static Part of(MediaType type, byte[] body) {
        return written(List.of(new Field("Content-Type", type.toString())), body);
    }

    /**
     * Reads a part. A part without header lines begins with the blank line (RFC 2046 §5.1). Lines may end in LF alone.
     *
     * @throws SyntaxException when a line is not a header, there are too many, or the blank line is missing
     */
    public static Part parse(byte[] octets) {
        Part part = cut(octets);
        if (part.bodyStart > octets.length)
            throw new SyntaxException("MIME part", "a blank line after its headers", "none");
        return part;
    }

    /** As {@link #parse}, but of a multipart, where an empty body needs no blank line before it (RFC 2046 §5.1.1). */
    static Part ofMultipart(byte[] octets) {
        Part part = cut(octets);
        return new Part(part.bytes, Math.min(part.bodyStart, octets.length), part.fields);
    }

    /** Reads the header lines. Without a blank line {@code bodyStart} is the length plus one. */
    private static Part cut(byte[] octets) {
        byte[] bytes = octets.clone();
        var fields = new ArrayList<Field>();
        int at = 0;
        while (at < bytes.length) {
            int end = LineEnds.end(bytes, at);
            int next = next(bytes, at);
            if (LineEnds.blank(bytes, at, end) && end < bytes.length) return new Part(bytes, next, List.copyOf(fields));
            if (fields.size() == MOST_LINES)
                throw new SyntaxException("MIME part", "at most " + MOST_LINES + " header lines", "more");
            while (next < bytes.length && (bytes[next] == ' ' || bytes[next] == '\t')) next = next(bytes, next);
            fields.add(field(new String(bytes, at, next - at, StandardCharsets.UTF_8)));
            at = next;
        }
        return new Part(bytes, bytes.length + 1, List.copyOf(fields));
    }

    private static int next(byte[] bytes, int from) {
        return Math.min(LineEnds.end(bytes, from) + 1, bytes.length);
    }

    private static Field field(String lines) {
        int colon = lines.indexOf(':');
        if (colon < 0) throw new SyntaxException("MIME header", "name: value", lines);
        String value = lines.substring(colon + 1).replaceAll("[\\r\\n]+[ \\t]*", " ");
        return new Field(lines.substring(0, colon).strip(), value.strip());
    }

    private static Part written(List<Field> fields, byte[] body) {
        var out = new ByteArrayOutputStream();
        for (Field field : fields) {
            out.writeBytes((field.name() + ": " + field.value()).getBytes(StandardCharsets.UTF_8));
            out.writeBytes(CRLF);
        }
        out.writeBytes(CRLF);
        int bodyStart = out.size();
        out.writeBytes(body);
        return new Part(out.toByteArray(), bodyStart, fields);
    }

    /**
     * With one more header line, after the others.
     *
     * @throws SyntaxException when the name is not a token or the value is not one line
     */
    public Part with(String name, String value) {
        var more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return written(List.copyOf(more), body());
    }

    /** The header lines in their order. */
    public List<Field> fields() {
        return fields;
    }

    /** The value of the first header line of that name, compared without case. */
    public Optional<String> header(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    /**
     * The Content-Type; {@code text/plain} when there is none (RFC 2046 §5.1).
     *
     * @throws SyntaxException when it is malformed
     */
    public MediaType type() {
        return MediaType.parse(header("Content-Type").orElse("text/plain"));
    }

    /** A copy of the body; its Content-Transfer-Encoding and Content-Encoding are not decoded. */
    public byte[] body() {
        return Arrays.copyOfRange(bytes, bodyStart, bytes.length);
    }

    /** A copy of the whole part, headers included. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Part same && Arrays.equals(same.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
