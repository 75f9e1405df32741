package io.aldis.net;

import java.net.InetAddress;

/** Which web pages may open a WebSocket to us (RFC 6455 §10.2). */
@FunctionalInterface
public interface Origins {
    /** Right where nobody is let in without credentials: a page of anybody's has none to misuse. */
    Origins ALL = (origin, host, peer) -> true;

    /**
     * On the event loop; not asked when there is no Origin, since then no browser has sent it.
     *
     * @param origin as the browser has written it: {@code https://chat.example.com}, or {@code null}
     * @param host that the browser has called, with the port where there was one
     * @param peer where it sits
     */
    boolean allows(String origin, String host, InetAddress peer);
}
