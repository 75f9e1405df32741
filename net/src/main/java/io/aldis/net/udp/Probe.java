package io.aldis.net.udp;

import io.aldis.sip.OnEventLoop;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Measures how long datagrams wait in a socket: the socket sends a probe to itself, which waits behind all datagrams that came before it.
 * One probe is under way at a time. While a probe does not arrive (lost, since the buffer is full), its age is the delay. When no probe
 * ever arrives (a firewall on loopback), the delay is reported as 0.
 */
@OnEventLoop
final class Probe {
    /** First octet of a probe: neither SIP nor STUN (RFC 7983 §7). */
    static final byte MARK = (byte) 0xff;

    private static final int LENGTH = 1 + 2 * Long.BYTES;
    /** In nanoseconds: a probe that has not arrived by then is replaced by another. */
    private static final long PATIENCE = 500_000_000;
    /** In nanoseconds, between sending a probe that arrived and the next. */
    private static final long PAUSE = 20_000_000;

    /** So that no peer can forge a probe. */
    private final long secret = new SecureRandom().nextLong();

    private boolean works;
    private boolean underWay;
    private long sentAt;
    private long measured;

    /** Whether a probe is to be sent now. */
    boolean isDue(long now) {
        return sentAt == 0 || now - sentAt >= (underWay ? PATIENCE : PAUSE);
    }

    /** The octets of a probe that is sent now. */
    byte[] next(long now) {
        if (underWay) measured = now - sentAt;
        underWay = true;
        sentAt = now;
        return ByteBuffer.allocate(LENGTH)
                .put(MARK)
                .putLong(secret)
                .putLong(now)
                .array();
    }

    /** Measures the delay if the datagram is a probe of this socket. @return whether it is one */
    boolean came(byte[] bytes, long now) {
        if (bytes.length != LENGTH || bytes[0] != MARK) return false;
        var read = ByteBuffer.wrap(bytes, 1, LENGTH - 1);
        if (read.getLong() != secret) return false;
        long at = read.getLong();
        works = true;
        measured = now - at;
        if (at == sentAt) underWay = false;
        return true;
    }

    /** How long datagrams wait, in nanoseconds. */
    long delay(long now) {
        if (!works) return 0;
        return underWay ? Math.max(measured, now - sentAt) : measured;
    }
}
