package io.aldis.net;

/**
 * Sees every message that crosses the wire, as its octets are: what came in before anybody has read it, what goes out as it is
 * handed to the socket. On the event loop; must not wait, and must not change the arrays.
 */
public interface Trace {
    /** A datagram, or one message out of a stream. */
    void received(byte[] bytes, Flow flow);

    /** What goes out; it may still be lost. */
    void sent(byte[] bytes, Flow flow);
}
