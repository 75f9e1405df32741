package io.aldis.im;

/** Searches for line ends in octets. */
final class LineEnds {
    private LineEnds() {}

    /** Index of the LF from {@code from} on, or the length. */
    static int end(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') at++;
        return at;
    }

    /** Whether {@code bytes[from, to)} is empty, or CR alone. */
    static boolean blank(byte[] bytes, int from, int to) {
        return to == from || (to == from + 1 && bytes[from] == '\r');
    }

    /** Whether the octets of {@code wanted} stand at {@code at}. */
    static boolean at(byte[] bytes, int at, byte[] wanted) {
        if (at + wanted.length > bytes.length) return false;
        for (int i = 0; i < wanted.length; i++) if (bytes[at + i] != wanted[i]) return false;
        return true;
    }
}
