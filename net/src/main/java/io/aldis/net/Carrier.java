package io.aldis.net;

import io.aldis.sip.OnEventLoop;
import io.netty.channel.ChannelPipeline;
import java.util.function.Consumer;

/**
 * A protocol between a connection and its SIP messages, such as WebSocket. Its handlers are in the pipeline before the handler of the flow.
 * They pass {@code channelActive} on when their handshake is done. After that they pass {@link Carried} to the flow, and take what the
 * flow writes: a buffer for each whole message, and a {@link Parting} as the last write.
 */
@OnEventLoop
public interface Carrier {
    /** @param refused is called with the reason when the handshake fails, after the response to the peer was written */
    void install(ChannelPipeline pipeline, Consumer<String> refused);

    /** The last write of a flow: it is closed, for that reason. */
    record Parting(String why) {}
}
