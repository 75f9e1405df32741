package io.aldis.net;

import io.aldis.sip.wire.Limits;
import java.time.Duration;

/**
 * Limits of the sockets.
 *
 * @param limits of one message
 * @param connect how long a connection may take to be established, TLS and WebSocket handshakes each on top
 * @param partial how long a message may take to arrive whole, and how long a peer may read nothing; checked at this interval
 * @param silent how long an accepted connection may be open before its first message is whole
 * @param idle how long a connection may be silent before it is closed
 * @param connections at most, in all
 * @param connectionsPerAddress at most, accepted from one address
 * @param unread octets that may wait for a peer that does not read; more are not sent
 * @param held octets that all connections together may hold: those that wait for peers that do not read, and those of messages that
 *     are not whole. Above it the connections that hold most are closed
 */
public record NetSettings(
        Limits limits,
        Duration connect,
        Duration partial,
        Duration silent,
        Duration idle,
        int connections,
        int connectionsPerAddress,
        int unread,
        long held) {
    public static final NetSettings DEFAULT = new NetSettings(
            Limits.DEFAULT,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofHours(2),
            20_000,
            10_000,
            4 << 20,
            64L << 20);

    /** A copy with other values of {@code connect} and {@code held}. */
    public NetSettings with(Duration connect, long held) {
        return new NetSettings(
                limits, connect, partial, silent, idle, connections, connectionsPerAddress, unread, held);
    }
}
