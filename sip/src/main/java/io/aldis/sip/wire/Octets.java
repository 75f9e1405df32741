package io.aldis.sip.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches in byte arrays; {@link #control} looks at eight bytes at a time. */
final class Octets {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private Octets() {}

    /** Index of the first octet below blank (CR, LF, NUL, tab, …) in {@code bytes[from, to)}, or {@code to}. */
    static int control(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long word = (long) LONG.get(bytes, i);
            long below = (word - ONES * ' ') & ~word & TOPS;
            if (below != 0) return i + (Long.numberOfTrailingZeros(below) >>> 3);
        }
        while (i < to && (bytes[i] < 0 || bytes[i] >= ' ')) i++;
        return i;
    }

    /** Index after the first CRLF that no blank or tab follows (a fold, RFC 3261 §7.3.1), or {@code to}. */
    static int lineEnd(byte[] bytes, int from, int to) {
        int at = control(bytes, from, to);
        while (at < to) {
            if (isCrlf(bytes, at, to)) {
                at += 2;
                if (at >= to || !blank(bytes[at])) return at;
            } else {
                at++;
            }
            at = control(bytes, at, to);
        }
        return to;
    }

    static boolean isCrlf(byte[] bytes, int at, int to) {
        return at + 1 < to && bytes[at] == '\r' && bytes[at + 1] == '\n';
    }

    /** Whether the octet is a blank or a control character; CR and LF of folds included. */
    static boolean blankOrControl(byte octet) {
        return octet >= 0 && octet <= ' ';
    }

    static boolean blank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    static int skipBlanks(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && blank(bytes[i])) i++;
        return i;
    }

    /** Whether {@code bytes[at, to)} begins with that ASCII text, compared without case. @param capitals in upper case */
    static boolean startsWith(byte[] bytes, int at, int to, String capitals) {
        if (at + capitals.length() > to) return false;
        for (int i = 0; i < capitals.length(); i++) {
            int c = bytes[at + i];
            if (c >= 'a' && c <= 'z') c -= 'a' - 'A';
            if (c != capitals.charAt(i)) return false;
        }
        return true;
    }

    /** End of the first value of a comma list in {@code bytes[from, to)}: its comma, or {@code to}. */
    static int firstValueEnd(byte[] bytes, int from, int to) {
        boolean quoted = false;
        boolean angled = false;
        for (int i = from; i < to; i++) {
            byte c = bytes[i];
            if (quoted) {
                if (c == '\\') i++;
                else if (c == '"') quoted = false;
            } else if (c == ',' && !angled) {
                return i;
            } else if (c == '"') {
                quoted = true;
            } else if (c == '<' || c == '>') {
                angled = c == '<';
            }
        }
        return to;
    }
}
