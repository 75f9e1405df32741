package io.aldis.net.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Weighs what has come of a frame that is not whole: the decoder behind it keeps that for itself. */
final class Scale extends ChannelInboundHandlerAdapter {
    private static final int MASK = 4;

    private long octets;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) octets += bytes.readableBytes();
        context.fireChannelRead(message);
    }

    /** From now on there are frames. */
    void zero() {
        octets = 0;
    }

    /** A frame with so much in it is whole (RFC 6455 §5.2: what is in front of it depends on that). */
    void frame(int payload) {
        int head = payload < 126 ? 2 : payload < 1 << 16 ? 4 : 10;
        octets = Math.max(0, octets - head - MASK - payload);
    }

    long octets() {
        return octets;
    }
}
