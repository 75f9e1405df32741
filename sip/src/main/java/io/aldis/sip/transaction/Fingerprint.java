package io.aldis.sip.transaction;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A 128-bit keyed hash of all bytes of a request as received. Two requests are the same transaction only if all their bytes are equal: some phones
 * give different messages the same branch, Call-ID, CSeq and tags. The seed is secret, so that no peer can construct two requests that
 * collide.
 */
final class Fingerprint {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long P = 0x9E3779B97F4A7C15L;
    private static final long Q = 0xD6E8FEB86659FD93L;

    final long high;
    final long low;

    Fingerprint(long high, long low) {
        this.high = high;
        this.low = low;
    }

    static Fingerprint of(byte[] bytes, long seed) {
        long a = seed ^ bytes.length;
        long b = seed * P + bytes.length;
        int i = 0;
        for (; i + 8 <= bytes.length; i += 8) {
            long word = (long) LONG.get(bytes, i);
            a = mix(a ^ word, P);
            b = mix(b + word, Q);
        }
        long tail = 0;
        for (; i < bytes.length; i++) tail = tail << 8 | (bytes[i] & 0xff);
        a = mix(a ^ tail, Q);
        b = mix(b + tail, P);
        return new Fingerprint(a ^ Math.unsignedMultiplyHigh(b, P), b ^ a >>> 29);
    }

    private static long mix(long value, long by) {
        return value * by ^ Math.unsignedMultiplyHigh(value, by) ^ Long.rotateLeft(value, 23);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint print && print.high == high && print.low == low;
    }

    @Override
    public int hashCode() {
        return (int) (high ^ high >>> 32);
    }
}
