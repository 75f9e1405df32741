package io.aldis.sip.wire;

import io.aldis.sip.Headers;
import io.aldis.sip.Method;
import io.aldis.sip.SipMessage;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import io.aldis.sip.Uri;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads one whole message from bytes that contain it and perhaps other octets after it (RFC 3261 §7, §18.3). Never throws, whatever
 * the bytes are. The message may keep the array: the caller must not write to it afterwards. Thread-safe.
 */
public final class MessageReader {
    private static final String VERSION = "SIP/2.0";
    private static final int LONGEST_METHOD = 64;

    private final Limits limits;

    public MessageReader(Limits limits) {
        this.limits = limits;
    }

    /** Reads one datagram, or one frame of a {@link StreamCutter}. */
    public Reading read(byte[] bytes) {
        int start = 0;
        while (start < bytes.length && (bytes[start] == '\r' || bytes[start] == '\n' || bytes[start] == 0)) start++;
        if (start == bytes.length) return new Reading.KeepAlive();
        byte[] message = start == 0 ? bytes : Arrays.copyOfRange(bytes, start, bytes.length);
        var head = new HeadReader(message, message.length, limits);
        int lines = head.startLineEnd(0);
        if (lines < 0) return hopeless("Start line: expected one that ends with CRLF");
        Headers headers = head.read(lines);
        if (headers.end() > limits.head()) head.complain("Headers: expected at most " + limits.head() + " octets");
        return Octets.startsWith(message, 0, lines, "SIP/")
                ? response(message, lines - 2, headers, head)
                : request(message, lines - 2, headers, head);
    }

    /** Reads one message of a transport with message boundaries (WebSocket): nothing may follow it (RFC 7118 §5). */
    public Reading readAlone(byte[] bytes) {
        Reading reading = read(bytes);
        if (!(reading instanceof Reading.Parsed(SipMessage message)) || endsWith(bytes, message)) return reading;
        Status status = Status.of(400, "Content-Length: expected one message alone but there is more behind it");
        Optional<SipRequest> request = message instanceof SipRequest r ? Optional.of(r) : Optional.empty();
        return new Reading.Malformed(status, request.filter(r -> !r.method().equals(Method.ACK)));
    }

    /** Whether all octets belong to the message, except CR, LF and NUL before and after it. */
    private static boolean endsWith(byte[] bytes, SipMessage message) {
        int start = 0;
        while (blank(bytes[start])) start++;
        for (int i = start + message.bytes().length; i < bytes.length; i++) if (!blank(bytes[i])) return false;
        return true;
    }

    private static boolean blank(byte octet) {
        return octet == '\r' || octet == '\n' || octet == 0;
    }

    private static Reading hopeless(String sentence) {
        return new Reading.Malformed(Status.of(400, sentence), Optional.empty());
    }

    // ---- requests

    private Reading request(byte[] bytes, int lineEnd, Headers headers, HeadReader head) {
        int methodEnd = 0;
        while (methodEnd < lineEnd && Token.allows(bytes[methodEnd])) methodEnd++;
        if (methodEnd == 0) return hopeless("Request line: expected METHOD URI SIP/2.0");
        if (methodEnd > LONGEST_METHOD) head.complain("Method: expected at most " + LONGEST_METHOD + " characters");
        if (bytes[methodEnd] != ' ') head.complain("Request line: expected METHOD URI SIP/2.0");
        Method method = Method.of(new String(bytes, 0, methodEnd, StandardCharsets.US_ASCII));
        int uriEnd = lineEnd;
        while (uriEnd > methodEnd && bytes[uriEnd - 1] != ' ') uriEnd--;
        int uriStart = Math.min(methodEnd + 1, lineEnd);
        uriEnd = Math.max(uriEnd - 1, uriStart);
        var request = new SipRequest(
                bytes, new SipRequest.RequestLine(method, uriStart, uriEnd), headers, bodyStart(bytes, headers));
        boolean ours = Octets.startsWith(bytes, uriEnd + 1, lineEnd, VERSION) && lineEnd - uriEnd == 8;
        if (!ours && isVersion(bytes, uriEnd + 1, lineEnd))
            return malformed(Status.of(505, "Version: expected SIP/2.0"), request, head);
        if (!ours) head.complain("Request line: expected METHOD URI SIP/2.0 with single blanks");
        if (head.complaint() == null) check(request, head);
        String complaint = head.complaint();
        if (complaint != null) return malformed(Status.of(400, complaint), request, head);
        return new Reading.Parsed(cut(request));
    }

    /** Whether {@code bytes[from, to)} is a version of SIP, such as {@code SIP/3.0}. */
    private static boolean isVersion(byte[] bytes, int from, int to) {
        if (!Octets.startsWith(bytes, from, to, "SIP/")) return false;
        int at = from + 4;
        while (at < to && (bytes[at] == '.' || (bytes[at] >= '0' && bytes[at] <= '9'))) at++;
        return at == to && to > from + 4;
    }

    private void check(SipRequest request, HeadReader head) {
        try {
            Uri uri = request.uri();
            MessageRules.check(request, limits);
            MessageRules.checkRequest(request, uri);
        } catch (SyntaxException e) {
            head.complain(e.sentence());
        }
    }

    private static Reading malformed(Status status, SipRequest request, HeadReader head) {
        return new Reading.Malformed(status, ErrorRequest.answerable(request, head.bare()));
    }

    // ---- responses

    private Reading response(byte[] bytes, int lineEnd, Headers headers, HeadReader head) {
        try {
            Status status = status(bytes, lineEnd);
            var response = new SipResponse(bytes, headers, bodyStart(bytes, headers), status);
            MessageRules.check(response, limits);
            String complaint = head.complaint();
            return complaint != null ? hopeless(complaint) : new Reading.Parsed(cut(response));
        } catch (SyntaxException e) {
            return hopeless(e.sentence());
        }
    }

    private static Status status(byte[] bytes, int lineEnd) {
        boolean ours = Octets.startsWith(bytes, 0, lineEnd, VERSION + ' ') && lineEnd >= 11;
        if (!ours || (lineEnd > 11 && bytes[11] != ' '))
            throw new SyntaxException(
                    "Status line", "SIP/2.0 code reason", new String(bytes, 0, lineEnd, StandardCharsets.UTF_8));
        int code = (int) Token.number("Status code", new String(bytes, 8, 3, StandardCharsets.US_ASCII), 699);
        return lineEnd > 12
                ? Status.of(code, new String(bytes, 12, lineEnd - 12, StandardCharsets.UTF_8))
                : Status.of(code, "");
    }

    // ---- bodies

    private static int bodyStart(byte[] bytes, Headers headers) {
        return Math.min(headers.end() + 2, bytes.length);
    }

    /** Removes the octets after the body according to Content-Length; they are not part of the message (RFC 3261 §18.3). */
    private static SipMessage cut(SipMessage message) {
        int end = message.bodyStart() + MessageRules.contentLength(message, message.bodyLength());
        if (end == message.bytes().length) return message;
        byte[] exact = Arrays.copyOf(message.bytes(), end);
        Headers headers = message.headers().over(exact);
        return switch (message) {
            case SipRequest r -> new SipRequest(exact, r.requestLine(), headers, r.bodyStart());
            case SipResponse r -> new SipResponse(exact, headers, r.bodyStart(), r.status());
        };
    }
}
