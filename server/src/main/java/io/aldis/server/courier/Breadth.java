package io.aldis.server.courier;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;

/**
 * How many copies of a request there may be at a time on all its further ways (RFC 5393 §5.3). A request that has no Max-Breadth and
 * goes one way only leaves without it: nothing is multiplied here, and it stays as its sender wrote it; the first that forks sets it.
 */
final class Breadth {
    /** The recommended value, and the most that we let through. */
    static final int MOST = 60;
    /** No header is written. */
    static final int UNSAID = -1;

    private final boolean said;
    private final int whole;

    Breadth(SipRequest request) {
        Headers headers = request.headers();
        int line = headers.first(HeaderName.MAX_BREADTH);
        said = line >= 0;
        whole = said ? Math.min(number(headers.value(line)), MOST) : MOST;
    }

    private static int number(String text) {
        try {
            return (int) Token.number("Max-Breadth", text, Integer.MAX_VALUE);
        } catch (SyntaxException e) {
            return MOST; // a number too large to read, or none at all
        }
    }

    boolean allows(int copies) {
        return copies <= whole;
    }

    /** What copy number {@code index} of that many says. */
    int share(int index, int copies) {
        if (!said && copies == 1) return UNSAID;
        return whole / copies + (index < whole % copies ? 1 : 0);
    }
}
