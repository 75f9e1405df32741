package io.aldis.net.web;

import io.aldis.sip.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Counts the octets of a frame or HTTP request that is not whole, since the decoder behind it does not report them. */
@OnEventLoop
final class PendingBytes extends ChannelInboundHandlerAdapter {
    private static final int MASK = 4;

    private long octets;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) octets += bytes.readableBytes();
        context.fireChannelRead(message);
    }

    /** Resets the count after the HTTP request: frames follow. */
    void zero() {
        octets = 0;
    }

    /** Subtracts a frame that is whole: header, mask and payload. The length of the header depends on the payload (RFC 6455 §5.2). */
    void frame(int payload) {
        int head = payload < 126 ? 2 : payload < 1 << 16 ? 4 : 10;
        octets = Math.max(0, octets - head - MASK - payload);
    }

    long octets() {
        return octets;
    }
}
