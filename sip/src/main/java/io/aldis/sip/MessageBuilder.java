package io.aldis.sip;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Writes a new message and its index in one pass. Headers are written in the order of the calls; {@link #build} adds
 * Content-Length and the body. Not thread-safe; builds one message.
 */
public final class MessageBuilder<M extends SipMessage> {
    private interface Maker<M> {
        M make(byte[] bytes, Headers headers, int bodyStart);
    }

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] NOTHING = {};
    /** A Timestamp without a delay (RFC 3261 §20.38). */
    private static final Pattern SENT = Pattern.compile("\\d+(\\.\\d*)?");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private final Maker<M> maker;
    private int[] index = new int[16 * Headers.STRIDE];
    private int count;
    private byte[] body = NOTHING;

    private MessageBuilder(String startLine, Maker<M> maker) {
        this.maker = maker;
        write(startLine);
        out.writeBytes(CRLF);
    }

    static MessageBuilder<SipRequest> request(Method method, Uri uri) {
        int uriStart = method.name().length() + 1;
        int uriEnd = uriStart + uri.text().getBytes(StandardCharsets.UTF_8).length;
        var line = new SipRequest.RequestLine(method, uriStart, uriEnd);
        return new MessageBuilder<>(
                method + " " + uri.text() + " SIP/2.0",
                (bytes, headers, bodyStart) -> new SipRequest(bytes, line, headers, bodyStart));
    }

    /** @param delay since the request arrived; used for a 100 only */
    static MessageBuilder<SipResponse> response(SipRequest request, Status status, String toTag, Duration delay) {
        var builder = new MessageBuilder<SipResponse>(
                "SIP/2.0 " + status, (bytes, headers, bodyStart) -> new SipResponse(bytes, headers, bodyStart, status));
        builder.copy(request, HeaderName.VIA);
        builder.copyFirst(request, HeaderName.FROM);
        builder.to(request, status.code() > 100 ? toTag : "");
        builder.copyFirst(request, HeaderName.CALL_ID);
        builder.copyFirst(request, HeaderName.CSEQ);
        if (status.code() == 100) builder.timestamp(request, delay);
        if (makesDialog(request, status)) builder.copy(request, HeaderName.RECORD_ROUTE);
        return builder;
    }

    /** Whether the response creates a dialog: 101 to 299 to a method that does (RFC 3261 §12.1.1). MESSAGE does not (RFC 3428 §4). */
    private static boolean makesDialog(SipRequest request, Status status) {
        return status.code() > 100 && status.code() < 300 && request.method().makesDialog();
    }

    /** Copies the Timestamp into a 100, with the delay in seconds if it is at least 1 ms (RFC 3261 §8.2.6.1). */
    private void timestamp(SipRequest request, Duration delay) {
        String sent = request.headers().get(HeaderName.TIMESTAMP).orElse("");
        if (delay.toMillis() > 0 && SENT.matcher(sent).matches())
            header(
                    HeaderName.TIMESTAMP,
                    sent + ' ' + BigDecimal.valueOf(delay.toMillis(), 3).toPlainString());
        else copy(request, HeaderName.TIMESTAMP);
    }

    private void to(SipRequest request, String tag) {
        Headers headers = request.headers();
        int line = headers.first(HeaderName.TO);
        if (line < 0) return;
        begin(HeaderName.TO);
        out.write(request.bytes(), headers.valueStart(line), headers.valueEnd(line) - headers.valueStart(line));
        if (!tag.isEmpty() && takesTag(request)) write(";tag=" + tag);
        end();
    }

    /** Whether the To gets a tag: it has none yet. A To that cannot be parsed is copied unchanged. */
    private static boolean takesTag(SipRequest request) {
        try {
            return !request.to().parameters().has("tag");
        } catch (SyntaxException e) {
            return false;
        }
    }

    /** For headers that occur once. The 400 to a request with several copies the first. */
    private void copyFirst(SipRequest request, HeaderName name) {
        int line = request.headers().first(name);
        if (line >= 0) copyLine(request, line);
    }

    /** Copies all lines of that name from another message, byte for byte. */
    public MessageBuilder<M> copy(SipMessage source, HeaderName name) {
        Headers headers = source.headers();
        for (int i = headers.first(name); i >= 0; i = headers.next(name, i + 1)) copyLine(source, i);
        return this;
    }

    private void copyLine(SipMessage source, int line) {
        Headers headers = source.headers();
        begin(headers.name(line));
        out.write(source.bytes(), headers.valueStart(line), headers.valueEnd(line) - headers.valueStart(line));
        end();
    }

    /**
     * Adds a header line.
     *
     * @throws SyntaxException when the value contains CR, LF or NUL, so that no value can add another header line
     */
    public MessageBuilder<M> header(HeaderName name, String value) {
        if (!Token.oneLine(value)) throw new SyntaxException(name.text(), "one line", value);
        begin(name);
        write(value.strip());
        end();
        return this;
    }

    /** Whether there is such a header line already. @param name one of the constants */
    public boolean has(HeaderName name) {
        for (int line = 0; line < count; line++) if (index[line * Headers.STRIDE] == name.id()) return true;
        return false;
    }

    /** The body; the caller adds its Content-Type. */
    public MessageBuilder<M> body(byte[] bytes) {
        body = bytes.clone();
        return this;
    }

    public M build() {
        header(HeaderName.CONTENT_LENGTH, Integer.toString(body.length));
        int end = out.size();
        out.writeBytes(CRLF);
        int bodyStart = out.size();
        out.writeBytes(body);
        byte[] bytes = out.toByteArray();
        return maker.make(bytes, new Headers(bytes, index, count, end), bodyStart);
    }

    private void begin(HeaderName name) {
        int at = count * Headers.STRIDE;
        if (at == index.length) index = Arrays.copyOf(index, at * 2);
        index[at] = name.id();
        index[at + 1] = out.size();
        write(name.text());
        write(": ");
        index[at + 2] = out.size();
    }

    private void end() {
        index[count * Headers.STRIDE + 3] = out.size();
        out.writeBytes(CRLF);
        count++;
    }

    private void write(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
