package io.aldis.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keep-alives of phones (RFC 5626 §4.4): double CRLF and STUN binding requests, and their responses. */
final class KeepAlives {
    static final byte[] PING = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] PONG = "\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int COOKIE = 0x2112A442;
    private static final int SOMEWHERE = 0xC0000201;

    private KeepAlives() {}

    static boolean isOne(byte[] bytes) {
        return Arrays.equals(bytes, PING) || (bytes.length >= 20 && bytes[0] == 0 && bytes[1] == 1);
    }

    /** @param port the mapped port in a binding response; the mapped address is always 192.0.2.1, not the real one */
    static byte[] answer(byte[] asked, int port) {
        if (Arrays.equals(asked, PING)) return PONG;
        return ByteBuffer.allocate(32)
                .putShort((short) 0x0101)
                .putShort((short) 12)
                .put(asked, 4, 16)
                .putShort((short) 0x0020)
                .putShort((short) 8)
                .putShort((short) 1)
                .putShort((short) (port ^ COOKIE >>> 16))
                .putInt(SOMEWHERE ^ COOKIE)
                .array();
    }
}
