package io.aldis.sip.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array. */
final class OctetBuilder {
    private byte[] bytes;
    private int size;

    OctetBuilder(int expected) {
        this.bytes = new byte[expected];
    }

    OctetBuilder copy(byte[] source, int from, int to) {
        int length = to - from;
        room(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    /** Appends text in UTF-8; fast for ASCII. */
    @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) copies without an intermediate array
    OctetBuilder text(String text) {
        int length = text.length();
        int all = 0;
        for (int i = 0; i < length; i++) all |= text.charAt(i);
        if (all > 127) return wide(text);
        room(length);
        text.getBytes(0, length, bytes, size);
        size += length;
        return this;
    }

    private OctetBuilder wide(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return copy(encoded, 0, encoded.length);
    }

    private void room(int more) {
        if (size + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }

    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
