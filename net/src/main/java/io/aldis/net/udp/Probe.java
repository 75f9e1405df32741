package io.aldis.net.udp;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * How long datagrams wait in a socket: one that the socket sends to itself waits behind all that were there before it. One is under way
 * at a time; one that is lost, since there is no room, counts for as long as it does not come. Where the first never comes, nothing
 * is known (a firewall on loopback), and no wait is reported. For the event loop.
 */
final class Probe {
    /** Neither SIP nor STUN (RFC 7983 §7). */
    static final byte MARK = (byte) 0xff;

    private static final int LENGTH = 1 + 2 * Long.BYTES;
    /** In nanoseconds: after that another is sent, whether the last came or not. */
    private static final long PATIENCE = 500_000_000;
    /** Between one that came and the next. */
    private static final long PAUSE = 20_000_000;

    /** So that nobody else makes one. */
    private final long secret = new SecureRandom().nextLong();

    private boolean works;
    private boolean underWay;
    private long sentAt;
    private long measured;

    /** Whether it is time to send one. */
    boolean isDue(long now) {
        return sentAt == 0 || now - sentAt >= (underWay ? PATIENCE : PAUSE);
    }

    /** One to be sent now. */
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

    /** @return whether this is one of ours, which is then taken note of */
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

    /** In nanoseconds. */
    long delay(long now) {
        if (!works) return 0;
        return underWay ? Math.max(measured, now - sentAt) : measured;
    }
}
