package io.aldis.net;

import java.net.InetAddress;

/** Which web pages may open a WebSocket to us (RFC 6455 §10.2). */
@FunctionalInterface
public interface Origins {
    /** Safe where every request needs credentials in the SIP message: the browser adds none for a foreign page. */
    Origins ALL = (origin, host, peer) -> true;

    /**
     * Called on the event loop, and only when the request has an Origin: every browser sends one.
     *
     * @param origin the header field value: {@code https://chat.example.com}, or the word {@code null}
     * @param host the Host header field value, with the port where there is one
     * @param peer the remote address
     */
    boolean allows(String origin, String host, InetAddress peer);
}
