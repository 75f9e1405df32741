package io.aldis.server.forking;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;

/**
 * Max-Breadth: how many copies of a request there may be at a time on all its further branches (RFC 5393 §5.3). A request without
 * Max-Breadth that goes to one target leaves without it; the first proxy that forks sets it.
 *
 * @param present whether the header is written
 * @param whole its value
 */
record MaxBreadth(boolean present, int whole) {
    /** The recommended value, and the largest that is passed on. */
    static final int MOST = 60;

    static final MaxBreadth ABSENT = new MaxBreadth(false, MOST);

    static MaxBreadth of(SipRequest request) {
        Headers headers = request.headers();
        int line = headers.first(HeaderName.MAX_BREADTH);
        if (line < 0) return ABSENT;
        int least = MOST; // one is written of several, which are not allowed: the least
        for (; line >= 0; line = headers.next(HeaderName.MAX_BREADTH, line + 1))
            least = Math.min(least, number(headers.value(line)));
        return new MaxBreadth(true, least);
    }

    private static int number(String text) {
        try {
            return (int) Token.number("Max-Breadth", text, Integer.MAX_VALUE);
        } catch (SyntaxException e) {
            return MOST; // too large, or not a number
        }
    }

    boolean allows(int copies) {
        return copies <= whole;
    }

    /** The share of copy number {@code index} of that many. */
    MaxBreadth share(int index, int copies) {
        if (copies == 1) return this;
        return new MaxBreadth(true, whole / copies + (index < whole % copies ? 1 : 0));
    }
}
