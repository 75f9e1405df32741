package io.aldis.sip.digest;

import java.util.Arrays;

/**
 * Which counts of which nonces were used: a table of fixed size with one place for each serial number, modulo the size.
 *
 * <p>A place belongs to the nonce with the highest number that was used there; one with a lower number is taken for used.
 * So nothing is ever forgotten that could be replayed, and nothing is looked up or thrown out. The price: a nonce that is
 * unused while as many others as there are places were given out may be called stale, and its owner asks for another.
 * Only nonces that were really answered take a place, a flood of strangers takes none. Not safe for threads.
 */
final class Uses {
    private static final int WINDOW = 64;
    private static final long NEVER = -1;

    private final long[] serials;
    private final long[] highest;
    /** Bit n: whether the count {@code highest - n} was used, so that requests may overtake each other. */
    private final long[] seen;

    Uses(int places) {
        int size = Integer.highestOneBit(Math.max(places, 2) * 2 - 1);
        serials = new long[size];
        highest = new long[size];
        seen = new long[size];
        Arrays.fill(highest, NEVER);
    }

    /** Notes the use; false when it was made before, or can no longer be told from one that was. */
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

    /** Whether any use of it was noted, or it can no longer be told. */
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
