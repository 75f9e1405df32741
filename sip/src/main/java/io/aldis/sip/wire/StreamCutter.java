package io.aldis.sip.wire;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Status;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a stream into messages by Content-Length (RFC 3261 §18.3), wherever the network cut it. Every octet is looked at once,
 * however small the pieces. For one thread: the one that reads the connection.
 *
 * <pre>
 *   add(bytes) → next() → Frame, Frame, Ping, …, NotYet   → add more
 *                       → Broken                           → answer and close
 * </pre>
 */
public final class StreamCutter {
    private static final int FIRST_ROOM = 2048;

    private final Limits limits;
    private byte[] bytes = new byte[FIRST_ROOM];
    private int start;
    private int end;
    /** Up to here no end of headers was found. */
    private int scanned;
    /** Length of the message at {@code start} when its head is known, else 0. */
    private int frame;

    public StreamCutter(Limits limits) {
        this.limits = limits;
    }

    /** Takes all that remains in the buffer. */
    public void add(ByteBuffer more) {
        int length = more.remaining();
        room(length);
        more.get(bytes, end, length);
        end += length;
    }

    private void room(int length) {
        if (end + length <= bytes.length) return;
        int kept = end - start;
        byte[] target = kept + length > bytes.length ? new byte[Math.max(bytes.length * 2, kept + length)] : bytes;
        System.arraycopy(bytes, start, target, 0, kept);
        bytes = target;
        scanned -= start;
        start = 0;
        end = kept;
    }

    /** Octets that wait for the rest of their message. */
    public int waiting() {
        return end - start;
    }

    /** The next thing in the stream. Call until it says {@link Cut.NotYet} or {@link Cut.Broken}. */
    public Cut next() {
        try {
            if (frame == 0) {
                int crlf = skipBetween();
                if (crlf == PINGED) return Cut.PING;
                if (!headEnds())
                    return tooLong() ? broken(513, "Headers: expected at most " + limits.head()) : Cut.NOT_YET;
                frame = frameLength();
            }
            if (frame > limits.message())
                return broken(513, "Message: expected at most " + limits.message() + " octets but was " + frame);
            return end - start < frame ? Cut.NOT_YET : cut();
        } catch (SyntaxException e) {
            return broken(400, e.sentence());
        }
    }

    private static final int PINGED = 1;

    /** Passes over CRLF between messages. @return {@link #PINGED} when it was a double one */
    private int skipBetween() {
        if (end - start >= 4
                && bytes[start] == '\r'
                && bytes[start + 1] == '\n'
                && bytes[start + 2] == '\r'
                && bytes[start + 3] == '\n') {
            advance(4);
            return PINGED;
        }
        boolean perhapsPing = start < end && bytes[start] == '\r' && end - start < 4 && onlyCrlf();
        if (!perhapsPing) while (start < end && (bytes[start] == '\r' || bytes[start] == '\n')) advance(1);
        return 0;
    }

    private boolean onlyCrlf() {
        for (int i = start; i < end; i++) if (bytes[i] != ((i - start) % 2 == 0 ? '\r' : '\n')) return false;
        return true;
    }

    private void advance(int octets) {
        start += octets;
        scanned = Math.max(scanned, start);
        if (start == end) {
            start = 0;
            end = 0;
            scanned = 0;
        }
    }

    /** Looks for the empty line; {@code scanned} stands on it when it is found. */
    private boolean headEnds() {
        int at = Math.max(scanned, start);
        while (at + 4 <= end) {
            at = Octets.control(bytes, at, end - 3);
            if (at + 4 > end) break;
            if (bytes[at] == '\r' && bytes[at + 1] == '\n' && bytes[at + 2] == '\r' && bytes[at + 3] == '\n') {
                scanned = at;
                return true;
            }
            at++;
        }
        scanned = Math.max(start, Math.max(scanned, end - 3));
        return false;
    }

    private boolean tooLong() {
        return end - start > limits.head();
    }

    private int frameLength() {
        int head = scanned + 4 - start;
        long body = contentLength(scanned + 2);
        return (int) Math.min(head + body, Integer.MAX_VALUE);
    }

    /** The Content-Length of the head that ends at {@code to}; none means no body on a stream. */
    private long contentLength(int to) {
        int at = Octets.control(bytes, start, to) + 2;
        while (at < to) {
            int nameEnd = at;
            while (nameEnd < to && Token.allows(bytes[nameEnd])) nameEnd++;
            int next = Octets.control(bytes, at, to);
            while (next < to && (bytes[next] == '\t' || folds(next, to))) next = Octets.control(bytes, next + 2, to);
            if (nameEnd > at && HeaderName.idOf(bytes, at, nameEnd) == HeaderName.CONTENT_LENGTH.id())
                return number(nameEnd, next);
            at = next + 2;
        }
        return 0;
    }

    private boolean folds(int crlf, int to) {
        return bytes[crlf] == '\r' && crlf + 2 < to && Octets.blank(bytes[crlf + 2]);
    }

    private long number(int nameEnd, int to) {
        String text = new String(bytes, nameEnd, Math.max(0, to - nameEnd), StandardCharsets.ISO_8859_1);
        return Token.number(
                "Content-Length", text.strip().replaceFirst("^:", "").strip(), Integer.MAX_VALUE / 2);
    }

    private Cut cut() {
        byte[] message = Arrays.copyOfRange(bytes, start, start + frame);
        start += frame;
        scanned = start;
        frame = 0;
        if (start == end) clear();
        return new Cut.Frame(message);
    }

    private void clear() {
        start = 0;
        end = 0;
        scanned = 0;
        if (bytes.length > 16 * FIRST_ROOM) bytes = new byte[FIRST_ROOM];
    }

    private Cut broken(int code, String sentence) {
        int headEnd = Math.min(end, start + limits.head());
        return new Cut.Broken(Status.of(code, sentence), Arrays.copyOfRange(bytes, start, headEnd));
    }
}
