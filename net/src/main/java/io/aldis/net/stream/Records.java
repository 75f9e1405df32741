package io.aldis.net.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;

/**
 * TLS of one connection, which tells its flow what it holds: all that has come since something for us came out of it. That is a
 * record that is not whole, and in a handshake whatever the peer says, since it is read while other threads are at work on what came
 * before; the pieces of a message of TLS itself are kept by the engine, out of sight. For the event loop.
 */
final class Records extends SslHandler {
    private final StreamFlow flow;
    private long held;
    private boolean opened;

    Records(SSLEngine engine, Executor handshakes, StreamFlow flow) {
        super(engine, handshakes);
        this.flow = flow;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) held += bytes.readableBytes();
        super.channelRead(context, message);
        if (opened) held = actualReadableBytes();
        opened = false;
        flow.beneath(held);
    }

    /** Stands behind this one, and sees what comes out. */
    ChannelHandler outlet() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                opened = true;
                context.fireChannelRead(message);
            }
        };
    }
}
