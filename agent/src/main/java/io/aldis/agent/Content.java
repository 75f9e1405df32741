package io.aldis.agent;

import io.aldis.im.Disposition;
import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The content of a message: text, several parts, a message/cpim, or bytes of any other media type. */
public sealed interface Content {
    /** The Content-Type, parameters included. */
    String type();

    /** The octets as they are sent; a copy for the caller. */
    byte[] bytes();

    /**
     * The part that can be shown as plain text: the content itself, the best text of the alternatives, the first of several parts, the
     * content of a message/cpim. Empty when there is no plain text in it.
     */
    default Optional<String> asText() {
        return Optional.empty();
    }

    /** Whether the text can stand in a Content-Type header: {@code type/subtype}, and perhaps parameters. */
    static boolean isType(String text) {
        int slash = text.indexOf('/');
        return slash > 0 && slash < text.length() - 1 && Token.oneLine(text);
    }

    /** Several contents that belong together (RFC 2046 §5.1.3). One alone needs no such wrapping (RFC 5621 §4.3). */
    static Multipart mixed(Content... contents) {
        return multipart("mixed", contents);
    }

    /** The same in several forms, the simplest first and the best last (RFC 2046 §5.1.4). */
    static Multipart alternative(Content... contents) {
        return multipart("alternative", contents);
    }

    private static Multipart multipart(String subtype, Content... contents) {
        var parts = Stream.of(contents)
                .map(content -> Part.of(MediaType.parse(content.type()), content.bytes()))
                .toList();
        return multipart(io.aldis.im.Multipart.of(subtype, parts));
    }

    /**
     * The content of a part, its encodings undone. Text that cannot be decoded without losing an octet, and parts of an unknown type,
     * coding or disposition, are {@link Bytes}.
     */
    static Content of(Part part) {
        return new ContentParser().of(part);
    }

    /** The octets of a body as text if they are plain text in a charset that this JVM knows, else as they are. */
    static Content of(MediaType type, byte[] body) {
        return ContentParser.of(type, body);
    }

    /** Several parts that were read already. */
    static Multipart multipart(io.aldis.im.Multipart multipart, List<Piece> pieces) {
        return new Multipart(multipart.type().toString(), multipart.bytes(), pieces);
    }

    /** Several parts with headers of their own. */
    static Multipart multipart(io.aldis.im.Multipart multipart) {
        var pieces = multipart.parts().stream()
                .map(part -> new Piece(of(part), part))
                .toList();
        return new Multipart(multipart.type().toString(), multipart.bytes(), pieces);
    }

    /** A message/cpim (RFC 3862). */
    static Cpim cpim(io.aldis.im.cpim.Cpim cpim) {
        return new Cpim(cpim, of(cpim.content()));
    }

    /** Plain text. Sent as UTF-8; received in any charset that this JVM knows (RFC 3428 §6, default UTF-8). */
    record Text(String text) implements Content {
        @Override
        public String type() {
            return "text/plain;charset=UTF-8";
        }

        @Override
        public byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Optional<String> asText() {
            return Optional.of(text);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Anything else, byte for byte. */
    record Bytes(String type, byte[] bytes) implements Content {
        /** @throws IllegalArgumentException when the type is not {@code type/subtype} with optional parameters */
        public Bytes {
            if (!isType(type))
                throw new IllegalArgumentException("Content type: expected type/subtype but was \"" + type + '"');
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes same && same.type.equals(type) && Arrays.equals(same.bytes, bytes);
        }

        @Override
        public int hashCode() {
            return type.hashCode() * 31 + Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return bytes.length + " octets of " + type;
        }
    }

    /**
     * One part of a multipart.
     *
     * @param content read, its encodings undone
     * @param part as it stands there, headers included
     */
    record Piece(Content content, Part part) {
        /** Its disposition; {@code render} without a Content-Disposition. */
        public Disposition disposition() {
            try {
                return part.header("Content-Disposition")
                        .map(Disposition::parse)
                        .orElse(Disposition.RENDER);
            } catch (SyntaxException _) {
                return Disposition.RENDER;
            }
        }
    }

    /** Several parts. Made by {@link #mixed} and {@link #alternative}, or read. */
    final class Multipart implements Content {
        private final String type;
        private final byte[] bytes;
        private final List<Piece> pieces;

        Multipart(String type, byte[] bytes, List<Piece> pieces) {
            this.type = type;
            this.bytes = bytes;
            this.pieces = List.copyOf(pieces);
        }

        /** At least one. An optional part that is not understood is {@link Bytes}. */
        public List<Piece> pieces() {
            return pieces;
        }

        /** Whether the parts are the same thing in several forms. */
        public boolean isAlternative() {
            return MediaType.parse(type).is("multipart/alternative");
        }

        @Override
        public String type() {
            return type;
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public Optional<String> asText() {
            var texts = pieces.stream()
                    .filter(piece -> !piece.disposition().type().equals("attachment"))
                    .flatMap(piece -> piece.content().asText().stream())
                    .toList();
            if (texts.isEmpty()) return Optional.empty();
            return Optional.of(isAlternative() ? texts.getLast() : texts.getFirst());
        }

        @Override
        public String toString() {
            return asText().orElseGet(() ->
                    pieces.size() + " parts of " + MediaType.parse(type).name());
        }
    }

    /**
     * A message that names its own sender. {@link io.aldis.im.cpim.Cpim#from} is a claim: it may differ from the sender of the MESSAGE, and
     * nothing but a signature proves it.
     *
     * @param inner what it carries
     */
    record Cpim(io.aldis.im.cpim.Cpim message, Content inner) implements Content {
        @Override
        public String type() {
            return io.aldis.im.cpim.Cpim.TYPE;
        }

        @Override
        public byte[] bytes() {
            return message.bytes();
        }

        @Override
        public Optional<String> asText() {
            return inner.asText();
        }

        @Override
        public String toString() {
            return inner.toString();
        }
    }
}
