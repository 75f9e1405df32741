package io.aldis.net;

import io.aldis.sip.wire.Cut;

/** What transports tell the endpoint, on the event loop. */
public interface Inbound {
    /** The bytes of one datagram, or of one message out of a stream. The array is the receiver's own. */
    void message(byte[] bytes, Flow flow);

    /** A keep-alive of ours was answered, or one that somebody says is ours. */
    default void pong(Flow flow, Pong pong) {}

    /** Bytes go out. */
    void sent(byte[] bytes, Flow flow);

    /** A stream cannot be read any further; it is closed right after this call. */
    void broken(Cut.Broken cut, Flow flow);

    /** A connection has come up. */
    void opened(Flow flow);

    /** A connection is gone; nothing more comes from it. */
    void closed(Flow flow, String why);
}
