package io.aldis.sip.wire;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipMessage;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import io.aldis.sip.Uri;

/** Rules that every message must meet before it is processed (RFC 3261 §8.1.1, §20): which headers, how many, in which form. */
final class MessageRules {
    static final HeaderName[] NEEDED = {
        HeaderName.VIA, HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ
    };
    /** Headers of which a second line is refused, because two parsers could use different ones (RFC 3261 §7.3.1; RFC 4475 §3.3.8). */
    private static final long SINGLE = bit(HeaderName.FROM)
            | bit(HeaderName.TO)
            | bit(HeaderName.CALL_ID)
            | bit(HeaderName.CSEQ)
            | bit(HeaderName.MAX_FORWARDS)
            | bit(HeaderName.CONTENT_LENGTH)
            | bit(HeaderName.CONTENT_TYPE)
            | bit(HeaderName.EXPIRES)
            | bit(HeaderName.DATE);

    /** Octets of {@code SIP/2.0/UDP a,}, the shortest Via value. If all Via lines are shorter than the limit times this, it holds. */
    private static final int SHORTEST_VIA = 14;

    private MessageRules() {}

    private static long bit(HeaderName name) {
        return 1L << name.id();
    }

    /** @throws SyntaxException with the first rule that is broken */
    static void check(SipMessage message, Limits limits) {
        Headers headers = message.headers();
        long seen = 0;
        int vias = 0;
        int viaOctets = 0;
        for (int i = 0; i < headers.count(); i++) {
            int id = headers.id(i);
            long bit = id == HeaderName.UNKNOWN || id >= Long.SIZE ? 0 : 1L << id;
            if ((seen & bit & SINGLE) != 0)
                throw new SyntaxException(headers.name(i).text(), "one such header", "several");
            seen |= bit;
            if (id == HeaderName.VIA.id()) {
                vias++;
                viaOctets += headers.lineEnd(i) - headers.lineStart(i);
            }
        }
        for (HeaderName name : NEEDED)
            if ((seen & bit(name)) == 0) throw new SyntaxException(name.text(), "such a header", "none");
        if (viaOctets > SHORTEST_VIA * limits.vias())
            vias = headers.values(HeaderName.VIA).size();
        if (vias > limits.vias()) throw new SyntaxException("Via", "at most " + limits.vias(), vias + " values");
        values(message);
    }

    private static void values(SipMessage message) {
        message.topVia();
        message.from();
        message.to();
        message.cseq();
        if (message.callId().isEmpty()) throw new SyntaxException("Call-ID", "a word", "");
        contentLength(message, message.bodyLength());
    }

    static void checkRequest(SipRequest request, Uri uri) {
        if (!request.cseq().method().equals(request.method()))
            throw new SyntaxException(
                    "CSeq",
                    "the method " + request.method(),
                    request.cseq().method().name());
        if (uri instanceof SipUri sip && !sip.headers().isEmpty())
            throw new SyntaxException("Request-URI", "no headers in it", uri.text());
        request.headers().get(HeaderName.MAX_FORWARDS).ifPresent(hops -> Token.number("Max-Forwards", hops, 255));
    }

    /**
     * The value of Content-Length, or {@code available} without that header.
     *
     * @throws SyntaxException when it is not a number, or more than {@code available}
     */
    static int contentLength(SipMessage message, int available) {
        int line = message.headers().first(HeaderName.CONTENT_LENGTH);
        if (line < 0) return available;
        return (int) Token.number("Content-Length", message.headers().value(line), available);
    }
}
