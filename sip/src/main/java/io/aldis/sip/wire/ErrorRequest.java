package io.aldis.sip.wire;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.Method;
import io.aldis.sip.Parameters;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Via;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Repairs a malformed request so that it can be answered (RFC 3261 §8.2.6): it gets a Via that responses can follow; of the other
 * lines to copy, those that are there are used (RFC 4475 §3.3.1). Well-formed requests are not touched.
 */
final class ErrorRequest {
    /** Limit on the Via parameters that are tried. */
    private static final int MOST = 20;

    private ErrorRequest() {}

    /**
     * @param bare whether there are control characters in it; they become blanks, because a response must not copy them
     * @return empty when no response can be sent: without a usable Via, and for an ACK
     */
    static Optional<SipRequest> answerable(SipRequest request, boolean bare) {
        if (request.method().equals(Method.ACK)) return Optional.empty();
        if (request.headers().first(HeaderName.VIA) < 0) return Optional.empty();
        SipRequest clean = bare ? withoutControls(request) : request;
        return hasVia(clean) ? Optional.of(clean) : withMendedVia(clean);
    }

    private static boolean hasVia(SipRequest request) {
        try {
            return !request.topVia().sentBy().host().isEmpty();
        } catch (SyntaxException e) {
            return false;
        }
    }

    private static SipRequest withoutControls(SipRequest request) {
        byte[] clean = request.bytes().clone();
        Headers headers = request.headers();
        for (int i = 0; i < headers.count(); i++)
            for (int at = headers.valueStart(i); at < headers.valueEnd(i); at++)
                if (clean[at] >= 0 && clean[at] < ' ') clean[at] = ' ';
        return new SipRequest(clean, request.requestLine(), headers.over(clean), request.bodyStart());
    }

    /** With only the well-formed parameters of the top Via, which may include its branch (RFC 4475 §3.1.2.1). */
    private static Optional<SipRequest> withMendedVia(SipRequest request) {
        Headers headers = request.headers();
        int line = headers.first(HeaderName.VIA);
        int from = headers.valueStart(line);
        int to = Octets.firstValueEnd(request.bytes(), from, headers.valueEnd(line));
        String[] pieces = new String(request.bytes(), from, to - from, StandardCharsets.ISO_8859_1).split(";", -1);
        var parameters = new StringBuilder();
        for (int i = 1; i < Math.min(pieces.length, MOST); i++)
            if (fits(parameters, pieces[i])) parameters.append(';').append(pieces[i]);
        try {
            return Optional.of(Stamp.withTopVia(request, Via.parse(pieces[0] + parameters)));
        } catch (SyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean fits(StringBuilder parameters, String piece) {
        try {
            return !Parameters.parse("Via", parameters + ";" + piece).isEmpty();
        } catch (SyntaxException e) {
            return false;
        }
    }
}
