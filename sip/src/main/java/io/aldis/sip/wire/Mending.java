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
 * Makes a request that is wrong into one that can be answered (RFC 3261 §8.2.6): a Via that shows the way, and those lines to
 * copy that there are (RFC 4475 §3.3.1). Nothing of this happens to requests that are right.
 */
final class Mending {
    /** Parameters that are looked at. */
    private static final int MOST = 20;

    private Mending() {}

    /**
     * @param bare whether there are control characters in it; they become blanks, since an answer must not carry them on
     * @return nothing when nobody could be answered, or for an ACK, which never is
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

    /** With those parameters of the top Via that are right, its branch hopefully among them (RFC 4475 §3.1.2.1). */
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
