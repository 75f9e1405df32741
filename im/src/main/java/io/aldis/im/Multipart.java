package io.aldis.im;

import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A body of several parts (RFC 2046 §5.1). A part that is a multipart itself has to be read by another {@link #read}. Immutable; the
 * octets are kept as received.
 */
public final class Multipart {
    /** RFC 2046 §5.1.1. */
    private static final int LONGEST_BOUNDARY = 70;
    /** Limit on the parts of one body, which bounds the work for a received message. */
    private static final int MOST_PARTS = 100;

    private final MediaType type;
    private final List<Part> parts;
    private final byte[] bytes;

    private Multipart(MediaType type, List<Part> parts, byte[] bytes) {
        this.type = type;
        this.parts = List.copyOf(parts);
        this.bytes = bytes;
    }

    /**
     * Reads a body. Octets before the first delimiter and after the last are ignored. When the last delimiter is missing, the last
     * part ends with the body.
     *
     * @throws SyntaxException when there is no boundary, no delimiter, no part, a malformed part, or too many parts
     */
    public static Multipart read(MediaType type, byte[] body) {
        byte[] bytes = body.clone();
        byte[] delimiter = ("--" + boundary(type)).getBytes(StandardCharsets.ISO_8859_1);
        var parts = new ArrayList<Part>();
        int begun = -1;
        for (int line = 0; line < bytes.length; line = LineEnds.end(bytes, line) + 1) {
            boolean last = isDelimiter(bytes, line, delimiter, true);
            if (!last && !isDelimiter(bytes, line, delimiter, false)) continue;
            if (begun >= 0) add(parts, Arrays.copyOfRange(bytes, begun, contentEnd(bytes, begun, line)));
            if (last) return of(type, parts, bytes);
            begun = Math.min(LineEnds.end(bytes, line) + 1, bytes.length);
        }
        if (begun < 0) throw new SyntaxException("multipart", "a line of -- and the boundary", "none");
        if (begun < bytes.length) add(parts, Arrays.copyOfRange(bytes, begun, bytes.length));
        return of(type, parts, bytes);
    }

    private static Multipart of(MediaType type, List<Part> parts, byte[] bytes) {
        if (parts.isEmpty()) throw new SyntaxException("multipart", "a part", "none");
        return new Multipart(type, parts, bytes);
    }

    private static void add(List<Part> parts, byte[] octets) {
        if (parts.size() == MOST_PARTS)
            throw new SyntaxException("multipart", "at most " + MOST_PARTS + " parts", "more");
        parts.add(Part.ofMultipart(octets));
    }

    private static String boundary(MediaType type) {
        String boundary = type.parameter("boundary").orElse("");
        if (boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY)
            throw new SyntaxException(
                    "boundary of " + type.name(), "1 to " + LONGEST_BOUNDARY + " characters", boundary);
        return boundary;
    }

    /** Whether the line is the delimiter, with two more dashes if it is the last one, and only blanks after it. */
    private static boolean isDelimiter(byte[] bytes, int line, byte[] delimiter, boolean last) {
        if (!LineEnds.at(bytes, line, delimiter)) return false;
        int at = line + delimiter.length;
        if (last && !LineEnds.at(bytes, at, new byte[] {'-', '-'})) return false;
        int end = LineEnds.end(bytes, line);
        for (int i = last ? at + 2 : at; i < end; i++)
            if (bytes[i] != ' ' && bytes[i] != '\t' && (bytes[i] != '\r' || i != end - 1)) return false;
        return true;
    }

    /** End of the part before the delimiter at {@code line}: the line end between belongs to the delimiter (RFC 2046 §5.1.1). */
    private static int contentEnd(byte[] bytes, int begun, int line) {
        int end = line;
        if (end > begun && bytes[end - 1] == '\n') end--;
        if (end > begun && bytes[end - 1] == '\r') end--;
        return end;
    }

    /**
     * A new body with a random boundary.
     *
     * @param subtype such as {@code mixed} or {@code alternative}; in the latter the preferred part is the last (RFC 2046 §5.1.4)
     */
    public static Multipart of(String subtype, List<Part> parts) {
        String boundary = UUID.randomUUID().toString();
        var type = MediaType.parse("multipart/" + subtype + ";boundary=" + Token.quote(boundary));
        var out = new ByteArrayOutputStream();
        for (Part part : parts) {
            write(out, "--" + boundary + "\r\n");
            out.writeBytes(part.bytes());
            write(out, "\r\n");
        }
        write(out, "--" + boundary + "--\r\n");
        return of(type, parts, out.toByteArray());
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The media type, including its boundary. */
    public MediaType type() {
        return type;
    }

    public List<Part> parts() {
        return parts;
    }

    /** A copy of the whole body. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Multipart same && same.type.equals(type) && Arrays.equals(same.bytes, bytes);
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
