package io.aldis.agent.receive;

import io.aldis.agent.Content;
import io.aldis.im.Coding;
import io.aldis.im.Coding.Decoded;
import io.aldis.im.MediaType;
import io.aldis.im.Multipart;
import io.aldis.im.Part;
import io.aldis.im.cpim.Cpim;
import io.aldis.sip.SipMessage;
import io.aldis.sip.SyntaxException;
import java.util.ArrayList;
import java.util.Set;

/**
 * Reads the content of a message, and decides whether it is accepted (RFC 3261 §8.2.3, RFC 5621 §8). Text that cannot be decoded without
 * losing an octet stays bytes.
 */
final class ContentReader {
    /** Limit on a body after all its codings are undone: 1 MiB, four times the largest message. */
    private static final int LARGEST = 1 << 20;
    /** Limit on the nesting of parts. */
    private static final int DEEPEST = 8;

    private static final String UNTYPED = "application/octet-stream";
    /** Dispositions that make sense in a MESSAGE (RFC 5621 §8.3); {@code notification} is from RFC 5438. */
    private static final Set<String> DISPOSITIONS = Set.of("render", "inline", "attachment", "icon", "notification");

    private final AcceptedContent acceptance;

    ContentReader(AcceptedContent acceptance) {
        this.acceptance = acceptance;
    }

    /** The result. */
    sealed interface Read {
        record Taken(Content content) implements Read {}

        record Refused(ResponseSpec why) implements Read {}
    }

    /** The content of a received message. */
    Read read(SipMessage message) {
        try {
            var entity = Entity.of(message);
            return isForeign(entity) ? new Read.Refused(acceptance.otherType()) : checked(entity, DEEPEST);
        } catch (SyntaxException e) {
            return new Read.Refused(ResponseSpec.broken(e));
        }
    }

    /** A body of a type that is not accepted is refused, even when it is declared optional: it is the purpose of a MESSAGE (RFC 8591 §7.3). */
    private boolean isForeign(Entity entity) {
        return !entity.type().isEmpty() && !acceptance.has(MediaType.parse(entity.type()));
    }

    /** The content of a message that was inside of another body. */
    Read read(Part part) {
        return part(part, DEEPEST);
    }

    private static Content opaque(Part part) {
        String type = part.header("Content-Type").orElse(UNTYPED);
        return new Content.Bytes(Content.isType(type) ? type : UNTYPED, part.body());
    }

    private Read part(Part part, int depth) {
        try {
            return checked(Entity.of(part), depth);
        } catch (SyntaxException e) {
            return new Read.Refused(ResponseSpec.broken(e));
        }
    }

    private Read checked(Entity entity, int depth) {
        if (entity.type().isEmpty() && entity.body().length == 0) return new Read.Taken(new Content.Text(""));
        if (entity.type().isEmpty()) throw new SyntaxException("Content-Type", "type/subtype", "");
        if (depth == 0) throw new SyntaxException("multipart", "at most " + DEEPEST + " in each other", "more");
        var type = MediaType.parse(entity.type());
        if (!acceptance.has(type) || !DISPOSITIONS.contains(entity.disposition().type()))
            return passed(entity, acceptance.otherType());
        if (!acceptance.hasLanguage(entity.languages())) return passed(entity, acceptance.otherLanguage());
        return switch (Coding.decode(entity.codings(), entity.body(), LARGEST)) {
            case Decoded.Plain(byte[] body) -> read(type, body, depth);
            case Decoded.Unknown _ -> passed(entity, AcceptedContent.otherCoding());
            case Decoded.TooLarge _ -> new Read.Refused(ResponseSpec.of(413));
            case Decoded.Broken(var coding, var why) ->
                throw new SyntaxException("Content-Encoding", "octets of " + coding, why);
        };
    }

    /** Optional content may be of any type. */
    private static Read passed(Entity entity, ResponseSpec otherwise) {
        if (!entity.disposition().optional()) return new Read.Refused(otherwise);
        String type = Content.isType(entity.type()) ? entity.type() : UNTYPED;
        return new Read.Taken(new Content.Bytes(type, entity.body()));
    }

    private Read read(MediaType type, byte[] body, int depth) {
        if (type.isMultipart()) return multipart(Multipart.read(type, body), depth - 1);
        if (type.is(Cpim.TYPE)) return cpim(Cpim.parse(body), depth - 1);
        return new Read.Taken(Content.of(type, body));
    }

    /** One of several alternatives must be understood; of other multiparts every part that is not declared optional (RFC 5621 §8.2, §8.3). */
    private Read multipart(Multipart multipart, int depth) {
        boolean alternative = multipart.type().is("multipart/alternative");
        var pieces = new ArrayList<Content.Piece>();
        var refused = new ArrayList<Read>();
        for (Part part : multipart.parts()) {
            Read read = part(part, depth);
            pieces.add(new Content.Piece(read instanceof Read.Taken(Content content) ? content : opaque(part), part));
            if (read instanceof Read.Refused) refused.add(read);
        }
        boolean good = alternative ? refused.size() < pieces.size() : refused.isEmpty();
        return good ? new Read.Taken(Content.multipart(multipart, pieces)) : refused.getFirst();
    }

    /** Unknown required headers change the meaning of the message: refused (RFC 3862 §3.5). */
    private Read cpim(Cpim cpim, int depth) {
        if (!cpim.required(Set.of()).isEmpty()) return new Read.Refused(ResponseSpec.of(488));
        return switch (part(cpim.content(), depth)) {
            case Read.Taken(Content inner) -> new Read.Taken(new Content.Cpim(cpim, inner));
            case Read.Refused refused -> refused;
        };
    }
}
