package io.aldis.net.web;

import io.aldis.net.Carrier;
import io.aldis.net.NetSettings;
import io.aldis.net.WebSettings;
import io.aldis.sip.transaction.TimerWheel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.function.Consumer;

/** SIP over WebSocket: installs the handlers of the HTTP handshake, which installs those of the frames. One per endpoint; for its event loop. */
public final class WebCarrier implements Carrier {
    /** Most octets of the request line, and of all header lines, of a handshake: browsers send cookies of a few KiB, if any. */
    static final int LINE = 4096;

    static final int HEAD = 16 * 1024;
    /** Limit of the aggregator; a handshake has no body. */
    private static final int BODY = 1024;

    private final NetSettings net;
    private final WebSettings web;
    private final TimerWheel wheel;

    public WebCarrier(NetSettings net, WebSettings web, TimerWheel wheel) {
        this.net = net;
        this.web = web;
        this.wheel = wheel;
    }

    @Override
    public void install(ChannelPipeline pipeline, Consumer<String> refused) {
        var scale = new PendingBytes();
        var opening = new WebSocketHandshake(
                new WebSocketHandshake.Terms(web, wheel, net.connect()), refused, scale, () -> frames(scale));
        pipeline.addLast(scale, new HttpServerCodec(LINE, HEAD, BODY), new HttpObjectAggregator(BODY), opening);
    }

    private Frames frames(PendingBytes scale) {
        return new Frames(net.limits().message(), new PingTimer(wheel, web.ping()), scale);
    }
}
