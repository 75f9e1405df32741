package io.aldis.sip;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request or a response (RFC 3261 §7): its bytes as received or as sent, and an index of its parts. Immutable: callers must
 * not write to the array of {@link #bytes()}. {@link #topVia()}, {@link #from()} and the like parse on the first call and cache
 * the value. They throw {@link SyntaxException} for wrong text; messages from the wire have been checked, so they do not there.
 */
public abstract sealed class SipMessage permits SipRequest, SipResponse {
    private final byte[] bytes;
    private final Headers headers;
    private final int bodyStart;
    private @Nullable Via topVia;
    private @Nullable NameAddr from;
    private @Nullable NameAddr to;
    private @Nullable String callId;
    private @Nullable CSeq cseq;

    SipMessage(byte[] bytes, Headers headers, int bodyStart) {
        this.bytes = bytes;
        this.headers = headers;
        this.bodyStart = bodyStart;
    }

    /** Copies the cached values of a message that differs in its top Via only. */
    void inherit(SipMessage source, Via via) {
        topVia = via;
        from = source.from;
        to = source.to;
        callId = source.callId;
        cseq = source.cseq;
    }

    /** The whole message; the caller must not change it. */
    public byte[] bytes() {
        return bytes;
    }

    public Headers headers() {
        return headers;
    }

    public Via topVia() {
        Via known = topVia;
        return known != null ? known : (topVia = Via.parse(firstOf(HeaderName.VIA)));
    }

    /** Whether there is a Via below the top one, on its line or on another. */
    public boolean hasMoreVias() {
        int first = headers.first(HeaderName.VIA);
        return headers.next(HeaderName.VIA, first + 1) >= 0
                || headers.value(first).indexOf(',') >= 0;
    }

    public NameAddr from() {
        NameAddr known = from;
        return known != null ? known : (from = NameAddr.parse("From", only(HeaderName.FROM)));
    }

    public NameAddr to() {
        NameAddr known = to;
        return known != null ? known : (to = NameAddr.parse("To", only(HeaderName.TO)));
    }

    public String callId() {
        String known = callId;
        return known != null ? known : (callId = only(HeaderName.CALL_ID));
    }

    public CSeq cseq() {
        CSeq known = cseq;
        return known != null ? known : (cseq = CSeq.parse(only(HeaderName.CSEQ)));
    }

    private String only(HeaderName name) {
        int i = headers.first(name);
        if (i < 0) throw new SyntaxException(name.text(), "one such header", "");
        return headers.value(i);
    }

    private String firstOf(HeaderName name) {
        String value = only(name);
        int comma = value.indexOf(',') < 0 ? -1 : Token.indexOutside(name.text(), value, ',', 0, value.length());
        return comma < 0 ? value : value.substring(0, comma).strip();
    }

    /** Octets of the body. */
    public int bodyLength() {
        return bytes.length - bodyStart;
    }

    /** Offset of the body in {@link #bytes()}. */
    public int bodyStart() {
        return bodyStart;
    }

    /** A copy of the body. */
    public byte[] body() {
        return Arrays.copyOfRange(bytes, bodyStart, bytes.length);
    }

    /** The message as text, for traces and tests: octets outside of UTF-8 become replacement characters. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return text();
    }
}
