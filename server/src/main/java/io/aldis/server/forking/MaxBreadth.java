package io.aldis.server.forking;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;

/**
 * How many copies of a request there may be at a time on all its further ways (RFC 5393 §5.3). A request that has no Max-Breadth and
 * goes one way only leaves without it: nothing is multiplied here, and it stays as its sender wrote it; the first that forks sets it.
 *
 * @param said whether a header is written
 * @param whole the number
 */
record MaxBreadth(boolean said, int whole) {
    /** The recommended value, and the most that we let through. */
    static final int MOST = 60;

    static final MaxBreadth UNSAID = new MaxBreadth(false, MOST);

    static MaxBreadth of(SipRequest request) {
        Headers headers = request.headers();
        int line = headers.first(HeaderName.MAX_BREADTH);
        if (line < 0) return UNSAID;
        int least =
                MOST; // of several, which there may not be: one is written, and it promises no more than any of them
        for (; line >= 0; line = headers.next(HeaderName.MAX_BREADTH, line + 1))
            least = Math.min(least, number(headers.value(line)));
        return new MaxBreadth(true, least);
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

    /** What copy number {@code index} of that many may have. */
    MaxBreadth share(int index, int copies) {
        if (copies == 1) return this;
        return new MaxBreadth(true, whole / copies + (index < whole % copies ? 1 : 0));
    }
}
