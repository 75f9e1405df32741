package io.aldis.sip.transaction;

import io.aldis.sip.SipRequest;
import io.aldis.sip.Via;

/**
 * The requests other than INVITE that arrived lately, so that a CANCEL for one of them is told from a CANCEL that matches nothing (RFC
 * 3261 §9.2). A set of 64-bit hashes in two generations: each request is kept for one to two times {@code keep}, or less when more than
 * {@link #MOST} arrive in that time. For one thread.
 */
final class CancelIndex {
    static final int MOST = 1 << 19;

    private static final int LEAST = 1 << 10;
    private static final long P = 0x9E3779B97F4A7C15L;

    private final long keep;
    private final long seed;
    private long[] young = new long[LEAST];
    private long[] old = new long[LEAST];
    private int count;
    private long since;

    /** @param keep nanoseconds, @param seed a secret random number */
    CancelIndex(long keep, long seed) {
        this.keep = keep;
        this.seed = seed;
    }

    void add(SipRequest request, long now) {
        forget(now);
        if (count >= MOST) age(now);
        if (2 * count >= young.length) grow();
        if (put(young, hash(request))) count++;
    }

    /** Whether a request with the branch, sent-by, Call-ID and CSeq number of this CANCEL has arrived lately. */
    boolean matches(SipRequest cancel, long now) {
        forget(now);
        long hash = hash(cancel);
        return has(young, hash) || has(old, hash);
    }

    private void forget(long now) {
        if (now - since < keep) return;
        boolean both = now - since >= 2 * keep;
        age(now);
        if (both) old = new long[LEAST];
    }

    private void age(long now) {
        old = young;
        young = new long[LEAST];
        count = 0;
        since = now;
    }

    private void grow() {
        long[] larger = new long[2 * young.length];
        for (long hash : young) if (hash != 0) put(larger, hash);
        young = larger;
    }

    private static boolean put(long[] set, long hash) {
        int slot = slot(set, hash);
        boolean isNew = set[slot] == 0;
        set[slot] = hash;
        return isNew;
    }

    private static boolean has(long[] set, long hash) {
        return set[slot(set, hash)] == hash;
    }

    private static int slot(long[] set, long hash) {
        int slot = (int) (hash >>> 32) & (set.length - 1);
        while (set[slot] != 0 && set[slot] != hash) slot = (slot + 1) & (set.length - 1);
        return slot;
    }

    /** The hash of branch, sent-by, Call-ID and CSeq number; never zero, which marks a free slot. */
    private long hash(SipRequest request) {
        Via via = request.topVia();
        long hash = mix(seed, via.branch().hashCode());
        hash = mix(hash, via.sentBy().hashCode());
        hash = mix(hash, request.callId().hashCode());
        return mix(hash, request.cseq().number()) | 1;
    }

    private static long mix(long hash, long word) {
        long mixed = (hash ^ word) * P;
        return mixed ^ mixed >>> 29;
    }
}
