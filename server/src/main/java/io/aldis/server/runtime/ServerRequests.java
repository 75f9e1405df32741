package io.aldis.server.runtime;

import io.aldis.server.Answer;
import io.aldis.server.Field;
import io.aldis.server.Methods;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Answers requests to the server itself (RFC 3261 §11.2, §8.2.1). */
final class ServerRequests {
    private static final Field ACCEPT = new Field(HeaderName.ACCEPT, "*/*");
    private static final Field ENCODINGS = new Field(HeaderName.ACCEPT_ENCODING, "identity");
    private static final Field LANGUAGES = new Field(HeaderName.ACCEPT_LANGUAGE, "en");
    private static final Field SUPPORTED = new Field(HeaderName.SUPPORTED, "path, outbound, gruu");
    private static final Field ALLOW = Methods.allowedByServer();

    private static final List<String> UNDERSTOOD = List.of("path", "outbound", "gruu");

    private final Field allow;

    ServerRequests(Methods methods) {
        this.allow = methods.allow();
    }

    Answer answer(SipRequest request) {
        if (!request.method().equals(Method.OPTIONS))
            return request.method().known() ? Answer.of(405, ALLOW) : Answer.of(501, ALLOW);
        List<String> foreign = new ArrayList<>(request.headers().values(HeaderName.REQUIRE));
        foreign.removeIf(tag -> UNDERSTOOD.contains(tag.toLowerCase(Locale.ROOT)));
        return foreign.isEmpty()
                ? Answer.of(200, ALLOW, ACCEPT, ENCODINGS, LANGUAGES, SUPPORTED)
                : Answer.of(420, new Field(HeaderName.UNSUPPORTED, String.join(", ", foreign)));
    }

    /** The 405 for a method that users do not accept. */
    Answer notAllowed() {
        return Answer.of(405, allow);
    }
}
