package io.aldis.im;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Decodes a body with Content-Encoding (RFC 3261 §20.12), up to a limit of the caller. */
public final class Coding {
    /** The value of Accept-Encoding. */
    public static final String KNOWN = "gzip, deflate";

    private static final Set<String> NAMES = Set.of("gzip", "x-gzip", "deflate", "identity");

    private Coding() {}

    /** Result of decoding. */
    public sealed interface Decoded {
        record Plain(byte[] bytes) implements Decoded {}

        /** The result would exceed the caller's limit. */
        record TooLarge(int limit) implements Decoded {}

        /** The coding is not supported. */
        record Unknown(String coding) implements Decoded {}

        /** The octets are not valid in that coding. */
        record Broken(String coding, String why) implements Decoded {}
    }

    /** The elements of a comma-separated header field such as Content-Encoding, without the empty ones. */
    public static List<String> elements(Optional<String> field) {
        return field.stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .toList();
    }

    /**
     * Decodes all codings, the last first.
     *
     * @param codings in the order in which they were applied
     * @param limit maximum of octets after each of them; {@code identity} is not limited
     */
    public static Decoded decode(List<String> codings, byte[] body, int limit) {
        for (String coding : codings)
            if (!NAMES.contains(coding.toLowerCase(Locale.ROOT))) return new Decoded.Unknown(coding);
        Decoded decoded = new Decoded.Plain(body);
        for (String coding : codings.reversed()) {
            if (!(decoded instanceof Decoded.Plain(byte[] bytes))) break;
            decoded = decode(coding.toLowerCase(Locale.ROOT), bytes, limit);
        }
        return decoded;
    }

    private static Decoded decode(String coding, byte[] bytes, int limit) {
        if (coding.equals("identity")) return new Decoded.Plain(bytes);
        try (var in = stream(coding, bytes)) {
            byte[] out = in.readNBytes(limit);
            return in.read() < 0 ? new Decoded.Plain(out) : new Decoded.TooLarge(limit);
        } catch (IOException e) {
            return new Decoded.Broken(coding, e.getMessage() == null ? "it ends too early" : e.getMessage());
        }
    }

    private static InputStream stream(String coding, byte[] bytes) throws IOException {
        var in = new ByteArrayInputStream(bytes);
        return coding.equals("deflate") ? new Inflating(in, !isZlib(bytes)) : new GZIPInputStream(in);
    }

    /** Releases its inflater on close; the JDK's stream does that only for an inflater that it created itself. */
    private static final class Inflating extends InflaterInputStream {
        Inflating(InputStream in, boolean raw) {
            super(in, new Inflater(raw));
        }

        @Override
        public void close() throws IOException {
            super.close();
            inf.end();
        }
    }

    /**
     * Whether the octets begin like zlib (RFC 1950), which is what {@code deflate} means: its first two octets have a checksum. Some
     * peers send raw deflate (RFC 1951) instead.
     */
    private static boolean isZlib(byte[] bytes) {
        return bytes.length >= 2 && (bytes[0] & 0x0F) == 8 && (((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF)) % 31 == 0;
    }
}
