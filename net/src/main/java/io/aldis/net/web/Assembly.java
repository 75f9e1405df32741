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

    /** Octets of it. */
    int held() {
        return length;
    }

    /** Whether that is text. */
    boolean text() {
        return text;
    }

    /** @return whether there was room for it */
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

    /** The message. */
    byte[] take() {
        byte[] whole = bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
        bytes = NOTHING;
        length = 0;
        begun = false;
        return whole;
    }
}
