package io.aldis.server.forking;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import java.io.ByteArrayOutputStream;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** A response with a few header lines removed or added, all others unchanged. */
final class EditedResponse {
    /** Wide limits: the response was accepted already under the limits of the operator. */
    private static final MessageReader OWN = new MessageReader(new Limits(1 << 24, 1 << 20, 1024, 1 << 20, 70));

    private static final Set<Integer> HIDDEN =
            Set.of(HeaderName.VIA.id(), HeaderName.FROM.id(), HeaderName.CALL_ID.id());

    private EditedResponse() {}

    /**
     * @param dropped indexes of the header lines to leave out
     * @param more writes lines, each with its line end, after the last
     */
    static SipResponse of(SipResponse response, IntPredicate dropped, Consumer<ByteArrayOutputStream> more) {
        var out = new ByteArrayOutputStream();
        Headers headers = response.headers();
        byte[] bytes = response.bytes();
        out.write(bytes, 0, headers.lineStart(0));
        for (int i = 0; i < headers.count(); i++) if (!dropped.test(i)) copyLine(response, i, out);
        more.accept(out);
        out.write(bytes, headers.end(), bytes.length - headers.end());
        return OWN.read(out.toByteArray()) instanceof Reading.Parsed(SipResponse edited) ? edited : response;
    }

    /** Restores the Via, From and Call-ID of the request, which were hidden from the device, in its response (RFC 3323 §5.1, §5.3). */
    static SipResponse forSenderOf(SipRequest request, SipResponse response) {
        return of(response, line -> HIDDEN.contains(response.headers().id(line)), out -> {
            Headers headers = request.headers();
            for (int i = 0; i < headers.count(); i++)
                if (HIDDEN.contains(headers.id(i)))
                    out.write(request.bytes(), headers.lineStart(i), headers.lineEnd(i) - headers.lineStart(i));
        });
    }

    static void copyLine(SipResponse from, int line, ByteArrayOutputStream out) {
        Headers headers = from.headers();
        out.write(from.bytes(), headers.lineStart(line), headers.lineEnd(line) - headers.lineStart(line));
    }
}
