package io.aldis.sip.wire;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.Token;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the header lines in the bytes of a message. The first wrong line is recorded as the complaint, and wrong lines are skipped, so
 * that the others can still be used for a response.
 */
final class HeadReader {
    /** Initial capacity of the index, in lines: enough for most messages. */
    private static final int LINES = 12;

    private final byte[] bytes;
    private final int end;
    private final Limits limits;
    private int[] index = new int[LINES * Headers.STRIDE];
    private int count;
    private @Nullable String complaint;
    private boolean bare;

    HeadReader(byte[] bytes, int end, Limits limits) {
        this.bytes = bytes;
        this.end = end;
        this.limits = limits;
    }

    /** The first error, as a sentence; null when there is none. */
    @Nullable
    String complaint() {
        return complaint;
    }

    /** Whether there is a control character where none is allowed. */
    boolean bare() {
        return bare;
    }

    void complain(String sentence) {
        if (complaint == null) complaint = sentence;
    }

    /** Index after the CRLF of the start line that begins at {@code from}, or -1 when it has none. */
    int startLineEnd(int from) {
        int at = from;
        while (true) {
            at = Octets.control(bytes, at, end);
            if (at >= end) return -1;
            if (isCrlf(at)) return at + 2;
            if (bytes[at] != '\t') bare("Start line", at);
            at++;
        }
    }

    /** Reads the lines from {@code from} to the empty one. @return the index of all lines with a name, within the limits */
    Headers read(int from) {
        int at = from;
        while (at < end && !isCrlf(at)) at = line(at);
        if (at >= end) complain("Headers: expected an empty line after them but the message ended");
        return new Headers(bytes, index, count, Math.min(at, end));
    }

    private boolean isCrlf(int at) {
        return Octets.isCrlf(bytes, at, end);
    }

    private void bare(String where, int at) {
        bare = true;
        if (complaint == null) complaint = where + ": expected no control characters but was octet " + bytes[at];
    }

    /** Whether a control character is allowed: a tab is, others only after a backslash (quoted-pair), CR and LF never (RFC 3261 §25.1). */
    private boolean allowed(int at) {
        byte octet = bytes[at];
        return octet == '\t' || (octet != '\r' && octet != '\n' && escaped(at));
    }

    private boolean escaped(int at) {
        int slashes = 0;
        while (slashes < at && bytes[at - slashes - 1] == '\\') slashes++;
        return slashes % 2 == 1;
    }

    /** Reads one header line with its folds. @return the index of the next line */
    private int line(int start) {
        int nameEnd = start;
        while (nameEnd < end && Token.allows(bytes[nameEnd])) nameEnd++;
        int colon = Octets.skipBlanks(bytes, nameEnd, end);
        boolean named = nameEnd > start && colon < end && bytes[colon] == ':';
        if (!named && complaint == null) complain(numbered() + ": expected Name: value");
        int next = lineEnd(named ? colon + 1 : start);
        if (next - start > limits.headerLine())
            complain(numbered() + ": expected at most " + limits.headerLine() + " octets but was " + (next - start));
        else if (named) enter(start, nameEnd, colon + 1, next - 2);
        return next;
    }

    private String numbered() {
        return "Header line " + (count + 1);
    }

    /** As {@link Octets#lineEnd}, and complains about control characters. */
    private int lineEnd(int from) {
        int at = from;
        while (true) {
            at = Octets.control(bytes, at, end);
            if (at >= end) return end;
            if (isCrlf(at)) {
                at += 2;
                if (at >= end || !Octets.blank(bytes[at])) return at;
            } else {
                if (!allowed(at)) bare(numbered(), at);
                at++;
            }
        }
    }

    private void enter(int start, int nameEnd, int from, int to) {
        if (count >= limits.headers()) {
            complain("Headers: expected at most " + limits.headers() + " lines but there are more");
            return;
        }
        int at = count++ * Headers.STRIDE;
        if (at == index.length) index = Arrays.copyOf(index, at * 2);
        index[at] = HeaderName.idOf(bytes, start, nameEnd);
        index[at + 1] = start;
        index[at + 2] = valueStart(from, to);
        index[at + 3] = valueEnd(index[at + 2], to);
    }

    private int valueStart(int from, int to) {
        int at = from;
        while (at < to && Octets.blankOrControl(bytes[at])) at++;
        return at;
    }

    private int valueEnd(int from, int to) {
        int at = to;
        while (at > from && Octets.blankOrControl(bytes[at - 1])) at--;
        return Math.max(at, from);
    }
}
