package io.aldis.net.web;

import io.aldis.net.Carried;
import io.aldis.net.WebSettings;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.transaction.Alarm;
import io.aldis.sip.transaction.TimerWheel;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The handshake of one WebSocket (RFC 6455 §4.2, RFC 7118 §4.1): one HTTP request, which is upgraded or refused with a text response. The
 * flow behind this handler becomes active after the upgrade.
 */
@OnEventLoop
final class WebSocketHandshake extends ChannelInboundHandlerAdapter {
    private static final String SIP = "sip";

    /** @param within the time for the handshake, without that of TLS */
    record Terms(WebSettings settings, TimerWheel wheel, Duration within) {}

    private final Terms terms;
    private final Consumer<String> refused;
    private final PendingBytes scale;
    private final Supplier<Frames> frames;
    private final Alarm late = new Alarm() {
        @Override
        protected void rang() {
            tooLate();
        }
    };
    private Optional<ChannelHandlerContext> waiting = Optional.empty();
    private boolean done;

    WebSocketHandshake(Terms terms, Consumer<String> refused, PendingBytes scale, Supplier<Frames> frames) {
        this.terms = terms;
        this.refused = refused;
        this.scale = scale;
        this.frames = frames;
    }

    /** TCP and TLS are established. Starts the timeout; the flow is told after the upgrade. */
    @Override
    public void channelActive(ChannelHandlerContext context) {
        waiting = Optional.of(context);
        terms.wheel().set(late, terms.within().toNanos());
    }

    private void tooLate() {
        var refusal = new UpgradeRequest.Refusal(
                408,
                "expected the request for a WebSocket within " + terms.within().toMillis() + " ms");
        waiting.ifPresent(context -> refuse(context, refusal));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        terms.wheel().stop(late);
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        terms.wheel().stop(late);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!done && message instanceof FullHttpRequest request) opening(context, request);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** Reports the octets of a request that is not whole. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!done) context.fireChannelRead(new Carried.Sign(scale.octets()));
        context.fireChannelReadComplete();
    }

    private void opening(ChannelHandlerContext context, FullHttpRequest request) {
        var peer = (InetSocketAddress) context.channel().remoteAddress();
        Optional<UpgradeRequest.Refusal> wrong =
                UpgradeRequest.wrong(request, terms.settings().origins(), peer.getAddress());
        if (wrong.isPresent()) refuse(context, wrong.get());
        else upgrade(context, request);
    }

    private void refuse(ChannelHandlerContext context, UpgradeRequest.Refusal refusal) {
        if (done) return;
        done = true;
        terms.wheel().stop(late);
        context.writeAndFlush(response(refusal));
        refused.accept("no WebSocket: " + refusal.sentence());
    }

    private static FullHttpResponse response(UpgradeRequest.Refusal refusal) {
        byte[] text = (refusal.sentence() + ".\n").getBytes(StandardCharsets.UTF_8);
        var response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refusal.status(), Unpooled.wrappedBuffer(text));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain;charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, text.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        refusal.more().forEach(response.headers()::set);
        return response;
    }

    /** Upgrades without extensions, so there is no compression (ADR 27). */
    private void upgrade(ChannelHandlerContext context, FullHttpRequest request) {
        done = true;
        scale.zero();
        context.fireChannelRead(new Carried.Sign(0));
        Frames after = frames.get();
        var decoding = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(after.most())
                .allowExtensions(false)
                .closeOnProtocolViolation(false) // Frames sends the status code
                .build();
        Channel channel = context.channel();
        channel.pipeline().addAfter(context.name(), null, after);
        String offered = UpgradeRequest.sip(request.headers()).orElse(SIP);
        request.headers()
                .set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, offered); // the handshaker reads only the first line
        new WebSocketServerHandshaker13("", offered, decoding).handshake(channel, request);
        context.fireChannelActive();
        channel.pipeline().remove(this);
    }
}
