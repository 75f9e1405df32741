package io.aldis.net;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The answer to a keep-alive ({@link Flow#ping}).
 *
 * @param id the transaction id of the STUN request, over UDP; empty on a connection
 * @param seenAs our address as the peer sees it; empty on a connection, and when the answer is an error
 */
public record Pong(byte[] id, Optional<InetSocketAddress> seenAs) {
    private static final byte[] NO_ID = {};

    /** The answer on a connection: a single CRLF. */
    public static final Pong CRLF = new Pong(NO_ID, Optional.empty());
}
