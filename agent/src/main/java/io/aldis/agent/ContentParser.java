package io.aldis.agent;

import io.aldis.im.Coding;
import io.aldis.im.Coding.Decoded;
import io.aldis.im.Disposition;
import io.aldis.im.MediaType;
import io.aldis.im.Multipart;
import io.aldis.im.Part;
import io.aldis.im.cpim.Cpim;
import io.aldis.sip.SyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/** Reads the content of a part; what it cannot read stays bytes. */
final class ContentParser {
    /** Limit on the octets of a body after all its codings are undone. */
    private static final int LARGEST = 1 << 20;
    /** Limit on the nesting of multiparts and message/cpim. */
    private static final int DEEPEST = 8;

    private static final String UNTYPED = "application/octet-stream";
    private static final Set<String> DISPOSITIONS = Set.of("render", "inline", "attachment", "icon", "notification");

    Content of(Part part) {
        return read(part, DEEPEST).orElseGet(() -> opaque(part));
    }

    private static Content opaque(Part part) {
        String type = part.header("Content-Type").orElse(UNTYPED);
        return new Content.Bytes(Content.isType(type) ? type : UNTYPED, part.body());
    }

    static Content of(MediaType type, byte[] body) {
        var text = type.is("text/plain") ? text(type, body) : Optional.<Content>empty();
        return text.orElseGet(() -> new Content.Bytes(type.toString(), body));
    }

    /** Empty when this JVM does not have the charset, or the octets are malformed in it. */
    private static Optional<Content> text(MediaType type, byte[] body) {
        try {
            var charset = Charset.forName(type.parameter("charset").orElse("UTF-8"));
            var text = charset.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            return Optional.of(new Content.Text(text));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException | CharacterCodingException _) {
            return Optional.empty();
        }
    }

    /** Empty for what cannot be read, and need not be optional. */
    private Optional<Content> read(Part part, int depth) {
        try {
            return readable(part, depth);
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    private Optional<Content> readable(Part part, int depth) {
        String written = part.header("Content-Type").orElse("text/plain");
        if (written.isEmpty() && part.body().length == 0) return Optional.of(new Content.Text(""));
        if (written.isEmpty() || depth == 0) return Optional.empty();
        var disposition =
                part.header("Content-Disposition").map(Disposition::parse).orElse(Disposition.RENDER);
        if (!DISPOSITIONS.contains(disposition.type()))
            return disposition.optional() ? Optional.of(opaque(part)) : Optional.empty();
        var decoded = Coding.decode(Coding.elements(part.header("Content-Encoding")), part.body(), LARGEST);
        if (decoded instanceof Decoded.Plain(byte[] body)) return read(MediaType.parse(written), body, depth);
        boolean passed = decoded instanceof Decoded.Unknown && disposition.optional();
        return passed ? Optional.of(opaque(part)) : Optional.empty();
    }

    private Optional<Content> read(MediaType type, byte[] body, int depth) {
        if (type.isMultipart()) return multipart(Multipart.read(type, body), depth - 1);
        if (type.is(Cpim.TYPE)) return cpim(Cpim.parse(body), depth - 1);
        return Optional.of(of(type, body));
    }

    /** One of several alternatives must be readable; of other multiparts every part that is not declared optional (RFC 5621 §8.2, §8.3). */
    private Optional<Content> multipart(Multipart multipart, int depth) {
        var pieces = new ArrayList<Content.Piece>();
        int unread = 0;
        for (Part part : multipart.parts()) {
            Optional<Content> content = read(part, depth);
            if (content.isEmpty()) unread++;
            pieces.add(new Content.Piece(content.orElseGet(() -> opaque(part)), part));
        }
        boolean alternative = multipart.type().is("multipart/alternative");
        boolean good = alternative ? unread < pieces.size() : unread == 0;
        return good ? Optional.of(Content.multipart(multipart, pieces)) : Optional.empty();
    }

    private Optional<Content> cpim(Cpim cpim, int depth) {
        if (!cpim.required(Set.of()).isEmpty()) return Optional.empty();
        return read(cpim.content(), depth).map(inner -> new Content.Cpim(cpim, inner));
    }
}
