package io.aldis.net.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Whether octets are valid UTF-8: such messages go into text frames, all others into binary ones (RFC 7118 §4.2). */
final class Utf8 {
    private Utf8() {}

    static boolean isValid(ByteBuf bytes) {
        return ByteBufUtil.isText(bytes, StandardCharsets.UTF_8);
    }

    static boolean isValid(byte[] bytes) {
        return isValid(Unpooled.wrappedBuffer(bytes));
    }
}
