package io.aldis.net.web;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Joins the fragments of one message, up to a limit (RFC 6455 §5.4). Between messages it holds nothing. */
final class Assembly {
    private static final byte[] NOTHING = {};

    private final int most;
    private byte[] bytes = NOTHING;
    private int length;
    private boolean begun;
    private boolean text;

    Assembly(int most) {
        this.most = most;
    }

    /** Octets of the message so far. */
    int held() {
        return length;
    }

    /** Whether the message came in text frames. */
    boolean text() {
        return text;
    }

    /** Adds a fragment. @return false when the message would exceed the limit; nothing is added then */
    boolean add(ByteBuf part, boolean isText) {
        int more = part.readableBytes();
        if (more > most - length) return false;
        if (length + more > bytes.length) bytes = Arrays.copyOf(bytes, begun ? room(length + more) : more);
        part.readBytes(bytes, length, more);
        length += more;
        begun = true;
        text = isText;
        return true;
    }

    private int room(int needed) {
        return Math.min(most, Math.max(needed, bytes.length * 2));
    }

    /** The whole message; the next one begins. */
    byte[] take() {
        byte[] whole = bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
        bytes = NOTHING;
        length = 0;
        begun = false;
        return whole;
    }
}
