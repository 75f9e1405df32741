package io.aldis.server.house;

import io.aldis.server.Answer;
import io.aldis.server.Field;
import io.aldis.server.Methods;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;

/** Answers what is addressed to the server itself (RFC 3261 §11.2, §8.2.1). */
final class Reception {
    private static final Field ACCEPT = new Field(HeaderName.ACCEPT, "*/*");
    private static final Field SUPPORTED = new Field(HeaderName.SUPPORTED, "path, outbound");

    private final Field allow;

    Reception(Methods methods) {
        this.allow = methods.allow();
    }

    Answer answer(SipRequest request) {
        if (request.method().equals(Method.OPTIONS)) return Answer.of(200, allow, ACCEPT, SUPPORTED);
        return request.method().known() ? notAllowed() : Answer.of(501, allow);
    }

    Answer notAllowed() {
        return Answer.of(405, allow);
    }
}
