package io.aldis.testkit;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipRequest;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import java.nio.charset.StandardCharsets;

/**
 * A message that a peer has received.
 *
 * @param transport {@code UDP} or {@code TCP}
 * @param bytes as received
 */
public record Heard(String transport, byte[] bytes) {
    /** The whole message as text. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** @throws AssertionError when it is not a valid request */
    public SipRequest request() {
        Reading reading = reading();
        if (reading instanceof Reading.Parsed(SipRequest request)) return request;
        throw new AssertionError("Expected a request but was " + text() + why(reading));
    }

    /** The value of the first such header of the request; empty text when it is absent. */
    public String header(HeaderName name) {
        return request().headers().get(name).orElse("");
    }

    Reading reading() {
        return new MessageReader(Limits.DEFAULT).read(bytes);
    }

    private static String why(Reading reading) {
        return reading instanceof Reading.Malformed(var status, var _) ? " (" + status.reason() + ')' : "";
    }

    /** Whether it is a response or an ACK, which are never answered. */
    boolean unanswerable() {
        return text().startsWith("SIP/2.0 ") || text().startsWith("ACK ");
    }
}
