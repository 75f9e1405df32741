package io.aldis.net.web;

import io.aldis.net.Carried;
import io.aldis.net.Carrier;
import io.aldis.sip.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Optional;

/**
 * Converts between the frames of one WebSocket and SIP messages; each WebSocket message carries one SIP message (RFC 7118 §5). A violation
 * of RFC 6455 closes the connection with the status code that the RFC has for it.
 */
@OnEventLoop
final class Frames extends ChannelDuplexHandler implements PingTimer.Body {
    private static final byte[] PONG = {'\r', '\n'};

    private final int most;
    private final PingTimer heart;
    private final PendingBytes scale;
    private final Assembly assembly;
    private WebSocketCloseStatus status = WebSocketCloseStatus.ENDPOINT_UNAVAILABLE;
    private Optional<ChannelHandlerContext> here = Optional.empty();
    private boolean over;

    /** @param most octets of a message, in however many frames it arrives */
    Frames(int most, PingTimer heart, PendingBytes scale) {
        this.most = most;
        this.heart = heart;
        this.scale = scale;
        this.assembly = new Assembly(most);
    }

    int most() {
        return most;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        here = Optional.of(context);
        heart.start(this);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        heart.stop();
        context.fireChannelInactive();
    }

    // ---- in

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var frame = (WebSocketFrame) message;
        try {
            scale.frame(frame.content().readableBytes());
            if (over) return;
            heart.heard();
            take(context, frame);
        } finally {
            frame.release();
        }
    }

    private void take(ChannelHandlerContext context, WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text -> part(context, text, true);
            case BinaryWebSocketFrame binary -> part(context, binary, false);
            case ContinuationWebSocketFrame more -> part(context, more, assembly.text());
            case PingWebSocketFrame ping -> {
                context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
                sign(context);
            }
            case CloseWebSocketFrame _ -> end(context, WebSocketCloseStatus.NORMAL_CLOSURE, "closed by the peer");
            default -> sign(context); // a pong
        }
    }

    private void sign(ChannelHandlerContext context) {
        context.fireChannelRead(new Carried.Sign(assembly.held() + scale.octets()));
    }

    /** Reports the octets of a frame that is not whole. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!over && scale.octets() > 0) sign(context);
        context.fireChannelReadComplete();
    }

    private void part(ChannelHandlerContext context, WebSocketFrame frame, boolean text) {
        if (!assembly.add(frame.content(), text)) {
            end(context, WebSocketCloseStatus.MESSAGE_TOO_BIG, "a message of more than " + most + " octets");
            return;
        }
        if (frame.isFinalFragment()) whole(context, assembly.take(), text);
        else sign(context);
    }

    private void whole(ChannelHandlerContext context, byte[] bytes, boolean text) {
        if (text && !Utf8.isValid(bytes)) {
            end(context, WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "a text frame that is no UTF-8");
            return;
        }
        if (isBlank(bytes)) {
            if (bytes.length >= 4) context.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(PONG)));
            sign(context);
        } else {
            context.fireChannelRead(new Carried.Whole(bytes));
        }
    }

    /** A message of line ends only is a keep-alive: a double CRLF is a ping, a single one the pong (RFC 5626 §3.5.1). */
    private static boolean isBlank(byte[] bytes) {
        for (byte each : bytes) if (each != '\r' && each != '\n') return false;
        return true;
    }

    private void end(ChannelHandlerContext context, WebSocketCloseStatus code, String why) {
        status = code;
        over = true;
        context.fireChannelRead(new Carried.End(why));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (over) return;
        if (cause instanceof CorruptedWebSocketFrameException corrupted)
            end(context, corrupted.closeStatus(), "what came is no WebSocket frame: " + cause.getMessage());
        else context.fireExceptionCaught(cause);
    }

    // ---- out

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        Object frame = switch (message) {
            case ByteBuf bytes
            when bytes.isReadable() ->
                Utf8.isValid(bytes) ? new TextWebSocketFrame(bytes) : new BinaryWebSocketFrame(bytes);
            case Carrier.Parting _ -> parting();
            default -> message;
        };
        context.write(frame, promise);
    }

    private CloseWebSocketFrame parting() {
        over = true;
        heart.stop();
        return new CloseWebSocketFrame(status);
    }

    // ---- ping timer

    @Override
    public void ping() {
        here.ifPresent(context -> context.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER)));
    }

    @Override
    public void dead(String why) {
        here.ifPresent(context -> end(context, WebSocketCloseStatus.ENDPOINT_UNAVAILABLE, why));
    }
}
