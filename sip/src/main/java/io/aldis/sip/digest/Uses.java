package io.aldis.sip.digest;

import java.util.Arrays;

/**
 * The used counts of nonces: a table of fixed size, indexed by the serial number modulo the size.
 *
 * <p>A slot belongs to the nonce with the highest serial number that was used in it; nonces with a lower number count as used.
 * So no use is forgotten that could be replayed, and no entry has to be evicted. The cost: a nonce that stays unused while as
 * many others as there are slots are issued may be reported as stale, and the client is challenged again. Only nonces whose
 * response was right occupy a slot; a flood of unauthenticated requests occupies none. Not thread-safe.
 */
final class Uses {
    private static final int WINDOW = 64;
    private static final long NEVER = -1;

    private final long[] serials;
    private final long[] highest;
    /** Bit n: whether the count {@code highest - n} was used. Requests may arrive out of order within this window. */
    private final long[] seen;

    Uses(int places) {
        int size = Integer.highestOneBit(Math.max(places, 2) * 2 - 1);
        serials = new long[size];
        highest = new long[size];
        seen = new long[size];
        Arrays.fill(highest, NEVER);
    }

    /** Records the use; false when it was recorded before, or the table can no longer tell. */
    boolean take(long serial, long count) {
        int place = (int) serial & (serials.length - 1);
        boolean mine = highest[place] != NEVER && serials[place] == serial;
        if (mine) return again(place, count);
        if (highest[place] != NEVER && serial - serials[place] < 0) return false;
        serials[place] = serial;
        highest[place] = count;
        seen[place] = 1;
        return true;
    }

    /** Whether any use of it was recorded, or the table can no longer tell. */
    boolean has(long serial) {
        int place = (int) serial & (serials.length - 1);
        return highest[place] != NEVER && serial - serials[place] <= 0;
    }

    private boolean again(int place, long count) {
        long ahead = count - highest[place];
        if (ahead > 0) {
            seen[place] = ahead < WINDOW ? seen[place] << ahead | 1 : 1;
            highest[place] = count;
            return true;
        }
        long bit = -ahead < WINDOW ? 1L << -ahead : 0;
        boolean free = bit != 0 && (seen[place] & bit) == 0;
        seen[place] |= bit;
        return free;
    }
}
