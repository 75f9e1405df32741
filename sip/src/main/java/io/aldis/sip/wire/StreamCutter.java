package io.aldis.sip.wire;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Status;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Splits a stream into messages by Content-Length (RFC 3261 §18.3), whatever the size of the segments received. The search for the end of
 * the headers looks at every octet once. For one thread: the one that reads the connection.
 *
 * <pre>
 *   add(bytes) → next() → Frame, Frame, Ping, …, NotYet   → add more
 *                       → Broken                           → answer and close
 * </pre>
 */
public final class StreamCutter {
    private static final int FIRST_ROOM = 2048;
    private static final byte[] NO_ROOM = {};
    private static final int NO_HEADER = Integer.MIN_VALUE;
    private static final int CONTENT_LENGTH = HeaderName.CONTENT_LENGTH.id();
    private static final int CONTENT_TYPE = HeaderName.CONTENT_TYPE.id();
    private static final int CONTENT_ENCODING = HeaderName.CONTENT_ENCODING.id();

    private final Limits limits;
    private byte[] bytes = NO_ROOM;
    private int start;
    private int end;
    /** No end of headers begins before this index. */
    private int scanned;
    /** Length of the message at {@code start} when its head is known, else 0. */
    private int frame;
    /** Pings sent whose pong has not arrived yet. */
    private int pongs;

    public StreamCutter(Limits limits) {
        this.limits = limits;
    }

    /** Appends all remaining bytes of the buffer. */
    public void add(ByteBuffer more) {
        int length = more.remaining();
        room(length);
        more.get(bytes, end, length);
        end += length;
    }

    private void room(int length) {
        if (end + length <= bytes.length) return;
        int kept = end - start;
        byte[] target = kept + length > bytes.length
                ? new byte[Math.max(Math.max(bytes.length * 2, FIRST_ROOM), kept + length)]
                : bytes;
        System.arraycopy(bytes, start, target, 0, kept);
        bytes = target;
        scanned -= start;
        start = 0;
        end = kept;
    }

    /** Octets of an incomplete message; the beginning of a keep-alive does not count. */
    public int waiting() {
        return perhapsPing() ? 0 : end - start;
    }

    /** Octets allocated for an incomplete message; 0 between messages. */
    public int held() {
        return start == end ? 0 : bytes.length;
    }

    /** Releases the buffer between messages; for a connection that is idle. */
    public void trim() {
        if (start == end) bytes = NO_ROOM;
    }

    /** The next element of the stream. Call until it returns {@link Cut.NotYet} or {@link Cut.Broken}. */
    public Cut next() {
        try {
            if (frame == 0) {
                if (pongs > 0 && pong()) return Cut.PONG;
                if (skipBetween()) return Cut.PING;
                boolean whole = headEnds();
                if ((whole ? scanned : end - 4) + 2 - start > limits.head())
                    return broken(513, "Headers: expected at most " + limits.head() + " octets");
                if (!whole) return Cut.NOT_YET;
                frame = frameLength();
            }
            if (frame > limits.message())
                return broken(513, "Message: expected at most " + limits.message() + " octets but was " + frame);
            return end - start < frame ? Cut.NOT_YET : cut();
        } catch (SyntaxException e) {
            return broken(400, e.sentence());
        }
    }

    /** To be called when a double CRLF was sent: the next CRLF between messages is its pong, not half of a ping. */
    public void expectPong() {
        pongs++;
    }

    private boolean pong() {
        if (!Octets.isCrlf(bytes, start, end)) return false;
        pongs--;
        advance(2);
        return true;
    }

    /** Skips CRLF between messages. @return whether it was a double one */
    private boolean skipBetween() {
        while (start < end && (bytes[start] == '\r' || bytes[start] == '\n') && !perhapsPing()) {
            if (Octets.isCrlf(bytes, start, end) && Octets.isCrlf(bytes, start + 2, end)) {
                advance(4);
                return true;
            }
            advance(1);
        }
        return false;
    }

    /** Whether all bytes so far may be the beginning of a double CRLF. */
    private boolean perhapsPing() {
        if (frame != 0 || end - start >= 4) return false;
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

    /** Searches the CRLF CRLF at the end of the headers; {@code scanned} is its index when it is found. */
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

    private int frameLength() {
        int head = scanned + 4 - start;
        return (int) Math.min(head + contentLength(scanned + 2), Integer.MAX_VALUE);
    }

    /**
     * The Content-Length of the headers that end at {@code to}. Without it there is no body, but headers that describe a body are an
     * error, because its end cannot be found (RFC 3261 §18.3).
     */
    private long contentLength(int to) {
        long length = -1;
        boolean described = false;
        int at = Octets.lineEnd(bytes, start, to);
        while (at < to) {
            int nameEnd = at;
            while (nameEnd < to && Token.allows(bytes[nameEnd])) nameEnd++;
            int next = Octets.lineEnd(bytes, at, to);
            int colon = Octets.skipBlanks(bytes, nameEnd, next);
            int id = bytes[colon] == ':' && nameEnd > at ? HeaderName.idOf(bytes, at, nameEnd) : NO_HEADER;
            described |= id == CONTENT_TYPE || id == CONTENT_ENCODING;
            if (id == CONTENT_LENGTH) {
                if (length >= 0) throw new SyntaxException("Content-Length", "one such header", "several");
                length = number(colon + 1, next);
            }
            at = next;
        }
        if (length < 0 && described)
            throw new SyntaxException("Content-Length", "the length of the body", "no such header");
        return Math.max(length, 0);
    }

    /** Reads a number. One that is too great for an {@code int} becomes the greatest one, which is above the limit of a message. */
    private long number(int from, int to) {
        int first = from;
        while (first < to && Octets.blankOrControl(bytes[first])) first++;
        int last = to;
        while (last > first && Octets.blankOrControl(bytes[last - 1])) last--;
        long number = 0;
        boolean good = first < last;
        for (int i = first; good && i < last; i++) {
            good = bytes[i] >= '0' && bytes[i] <= '9';
            number = Math.min(number * 10 + bytes[i] - '0', Integer.MAX_VALUE);
        }
        if (good) return number;
        String found = new String(bytes, first, last - first, StandardCharsets.ISO_8859_1);
        throw new SyntaxException("Content-Length", "a number", found);
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
        if (bytes.length > 4 * FIRST_ROOM) bytes = NO_ROOM;
    }

    private Cut broken(int code, String sentence) {
        int headEnd = Math.min(end, start + limits.head());
        return new Cut.Broken(Status.of(code, sentence), Arrays.copyOfRange(bytes, start, headEnd));
    }
}
