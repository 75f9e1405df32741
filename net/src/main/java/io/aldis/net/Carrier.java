package io.aldis.net;

import io.netty.channel.ChannelPipeline;
import java.util.function.Consumer;

/**
 * A protocol between a connection and its SIP messages. Its handlers stand in front of that of the flow and let the connection come
 * up ({@code channelActive}) when they are through with their handshake; after that they pass on {@link Carried} and take whole
 * messages as buffers, and at last a {@link Parting}. For the event loop.
 */
public interface Carrier {
    /** @param refused hears why the connection never comes up, when its peer has been told what he is to be told */
    void install(ChannelPipeline pipeline, Consumer<String> refused);

    /** What is written last: the flow is over, for that reason. */
    record Parting(String why) {}
}
