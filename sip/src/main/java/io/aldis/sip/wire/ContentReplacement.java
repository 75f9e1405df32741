package io.aldis.sip.wire;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/** Writes a copy of a message with other header lines and another body; what stays is copied byte for byte. Not thread-safe; writes one copy. */
public final class ContentReplacement {
    private static final byte[] CRLF = {'\r', '\n'};

    private final ByteArrayOutputStream out;

    /** @param stays which header lines are copied, by their index */
    public ContentReplacement(SipMessage message, IntPredicate stays) {
        byte[] bytes = message.bytes();
        Headers headers = message.headers();
        out = new ByteArrayOutputStream(bytes.length + 64);
        out.write(bytes, 0, headers.lineStart(0));
        for (int i = 0; i < headers.count(); i++)
            if (stays.test(i)) out.write(bytes, headers.lineStart(i), headers.lineEnd(i) - headers.lineStart(i));
    }

    /** Adds a header line after those that stay. @param value one line */
    public void add(HeaderName name, String value) {
        out.writeBytes((name.text() + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The copy with this body and its Content-Length; the old Content-Length must not have stayed. */
    public byte[] withBody(byte[] body) {
        add(HeaderName.CONTENT_LENGTH, Integer.toString(body.length));
        return end(body);
    }

    /** The copy with a body of the length that the Content-Length that stayed says. */
    public byte[] end(byte[] body) {
        out.writeBytes(CRLF);
        out.writeBytes(body);
        return out.toByteArray();
    }
}
