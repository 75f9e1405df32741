package io.aldis.net.stream;

import io.aldis.sip.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;

/**
 * TLS of one connection, which reports to its flow how many octets it holds: all that were read since it last passed on decrypted data. That
 * is a record that is not whole. During a handshake it is all that the peer sends: octets are read while other threads work on earlier ones,
 * and the engine keeps fragments of handshake messages without reporting them.
 */
@OnEventLoop
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

    /** The handler to be put behind this one: it notices decrypted data. */
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
