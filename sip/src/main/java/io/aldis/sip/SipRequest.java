package io.aldis.sip;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A SIP request (RFC 3261 §7.1). New ones are made with {@link #builder}, read ones come from the wire. */
public final class SipRequest extends SipMessage {
    /** Max-Forwards of a request that carries none (RFC 3261 §16.6 step 3). */
    public static final int HOPS = 70;

    private final RequestLine line;
    private @Nullable Uri uri;

    /** The first line of a request (RFC 3261 §7.1). The Request-URI stands in {@code bytes[uriStart, uriEnd)}. */
    public record RequestLine(Method method, int uriStart, int uriEnd) {}

    /** For readers and writers. */
    public SipRequest(byte[] bytes, RequestLine line, Headers headers, int bodyStart) {
        super(bytes, headers, bodyStart);
        this.line = line;
    }

    /**
     * For readers and writers: this request with another top Via, in bytes that differ nowhere else. The cached values are
     * copied, not parsed again.
     */
    public SipRequest withTopVia(Via via, byte[] bytes, Headers headers, int bodyStart) {
        var other = new SipRequest(bytes, line, headers, bodyStart);
        other.inherit(this, via);
        other.uri = uri;
        return other;
    }

    /** A new request; Content-Length and the body come last. */
    public static MessageBuilder<SipRequest> builder(Method method, Uri uri) {
        return MessageBuilder.request(method, uri);
    }

    public Method method() {
        return line.method();
    }

    /** Max-Forwards, or {@link #HOPS} when there is none. */
    public int maxForwards() {
        int line = headers().first(HeaderName.MAX_FORWARDS);
        return line < 0 ? HOPS : Integer.parseInt(headers().value(line));
    }

    /** The Request-URI. */
    public Uri uri() {
        Uri known = uri;
        if (known == null) {
            known = Uri.parse(
                    new String(bytes(), line.uriStart(), line.uriEnd() - line.uriStart(), StandardCharsets.UTF_8));
            uri = known;
        }
        return known;
    }

    public RequestLine requestLine() {
        return line;
    }

    /**
     * A response to this request with the headers that RFC 3261 §8.2.6 copies, byte for byte: all Via, From, To, Call-ID, CSeq,
     * and Record-Route if the response creates a dialog.
     *
     * @param toTag added to To when it has none and the status is above 100; empty text for none
     */
    public MessageBuilder<SipResponse> answer(Status status, String toTag) {
        return MessageBuilder.response(this, status, toTag, Duration.ZERO);
    }

    /** A 100 to this request, with the Timestamp of the request and the delay since its arrival (RFC 3261 §8.2.6.1). */
    public SipResponse trying(Duration delay) {
        return MessageBuilder.response(this, Status.of(100), "", delay).build();
    }
}
