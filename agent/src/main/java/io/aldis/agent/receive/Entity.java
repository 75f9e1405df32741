package io.aldis.agent.receive;

import io.aldis.im.Coding;
import io.aldis.im.Disposition;
import io.aldis.im.Part;
import io.aldis.sip.HeaderName;
import io.aldis.sip.SipMessage;
import io.aldis.sip.SyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A body with its headers, of a message or of a part.
 *
 * @param type the Content-Type, not parsed; empty text when there is none
 * @param codings in the order in which they were applied
 * @param body with all codings applied
 */
record Entity(String type, List<String> codings, List<String> languages, Disposition disposition, byte[] body) {
    /** @throws SyntaxException when one of its headers cannot be read */
    static Entity of(SipMessage message) {
        return of(name -> message.headers().get(HeaderName.of(name)), message.body(), "");
    }

    /** @throws SyntaxException when one of its headers cannot be read */
    static Entity of(Part part) {
        return of(part::header, part.body(), "text/plain");
    }

    private static Entity of(Function<String, Optional<String>> header, byte[] body, String untyped) {
        return new Entity(
                header.apply("Content-Type").orElse(untyped),
                Coding.elements(header.apply("Content-Encoding")),
                Coding.elements(header.apply("Content-Language")),
                header.apply("Content-Disposition").map(Disposition::parse).orElse(Disposition.RENDER),
                body);
    }
}
