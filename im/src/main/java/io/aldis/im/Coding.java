package io.aldis.im;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Content-Encoding (RFC 3261 §20.12): how a body was made smaller, and back, never to more than the caller allows. */
public final class Coding {
    /** For Accept-Encoding. */
    public static final String KNOWN = "gzip, deflate";

    private static final Set<String> NAMES = Set.of("gzip", "x-gzip", "deflate", "identity");

    private Coding() {}

    /** What came of it. */
    public sealed interface Decoded {
        record Plain(byte[] bytes) implements Decoded {}

        /** The caller's limit is passed. */
        record TooLarge(int limit) implements Decoded {}

        /** Nobody here knows that coding. */
        record Unknown(String coding) implements Decoded {}

        /** The octets are not what the coding makes. */
        record Broken(String coding, String why) implements Decoded {}
    }

    /**
     * Undoes all codings, the last first.
     *
     * @param codings in the order in which they were applied
     * @param limit octets that may come out of each
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
            return new Decoded.Broken(coding, String.valueOf(e.getMessage()));
        }
    }

    private static InputStream stream(String coding, byte[] bytes) throws IOException {
        var in = new ByteArrayInputStream(bytes);
        return coding.equals("deflate") ? new Inflating(in, !isZlib(bytes)) : new GZIPInputStream(in);
    }

    /** Ends its inflater, which the JDK's own stream does only for one that it has made itself. */
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
     * {@code deflate} is the zlib format (RFC 1950), but some send the bare one (RFC 1951): the first has a checksum in its first two
     * octets.
     */
    private static boolean isZlib(byte[] bytes) {
        return bytes.length >= 2 && (bytes[0] & 0x0F) == 8 && (((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF)) % 31 == 0;
    }
}
