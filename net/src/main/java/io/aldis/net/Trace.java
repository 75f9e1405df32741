package io.aldis.net;

/**
 * Receives the octets of every message: inbound ones before they are parsed, outbound ones as they are handed to the socket. Called on
 * the event loop; must not block, and must not change the arrays.
 */
public interface Trace {
    /** A datagram, or one message out of a stream, arrived. */
    void received(byte[] bytes, Flow flow);

    /** A message, or a CRLF keep-alive, was handed to the socket; it may still be lost. */
    void sent(byte[] bytes, Flow flow);
}
