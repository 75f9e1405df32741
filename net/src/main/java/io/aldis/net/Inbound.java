package io.aldis.net;

import io.aldis.sip.wire.Cut;

/** Events of the transports for the endpoint, on the event loop. */
public interface Inbound {
    /** The bytes of one datagram, or of one message out of a stream. The receiver owns the array. */
    void message(byte[] bytes, Flow flow);

    /** An answer to a keep-alive arrived. Over UDP it may be forged: compare {@link Pong#id}. */
    default void pong(Flow flow, Pong pong) {}

    /** Bytes were handed to the socket: one message, or a CRLF keep-alive. */
    void sent(byte[] bytes, Flow flow);

    /** A stream has broken framing and cannot be read any further; it is closed right after this call. */
    void broken(Cut.Broken cut, Flow flow);

    /** A connection is established. */
    void opened(Flow flow);

    /** A connection is closed, or was never established; no more events of it follow. */
    void closed(Flow flow, String why);
}
