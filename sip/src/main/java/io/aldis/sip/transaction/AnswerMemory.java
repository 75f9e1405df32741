package io.aldis.sip.transaction;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The Completed state of all non-INVITE server transactions together (RFC 3261 §17.2.2, timer J): the final response to each
 * request, for a fixed time. Responses lie one behind the other in a few large arrays and are dropped in the order of their arrival, so
 * that hundreds of thousands of them cost the garbage collector next to nothing. When the arrays are full the oldest are dropped early.
 * For one thread.
 */
final class AnswerMemory {
    static final int CHUNK = 1 << 20;

    private static final int FREE = -1;
    private static final int LEAST = 1024;

    private final long keep;
    private final int maxChunks;
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    private byte[] spare = new byte[0];
    private int position = CHUNK;
    /** Ring buffer of entries, the oldest at {@code first}. An entry is a fingerprint, its end time, and the position of its answer. */
    private long[] high = new long[LEAST];

    private long[] low = new long[LEAST];
    private long[] until = new long[LEAST];
    private long[] place = new long[LEAST];
    private int[] length = new int[LEAST];
    private int first;
    private int count;
    /** Number of chunks opened so far; the number of the oldest one that is still held is {@code opened - chunks.size()}. */
    private long opened;
    /** Hash table with open addressing: indexes of entries, by fingerprint. */
    private int[] slots = new int[4 * LEAST];

    /** @param keep nanoseconds, @param maxBytes of answers together */
    AnswerMemory(long keep, long maxBytes) {
        this.keep = keep;
        this.maxChunks = (int) Math.max(1, maxBytes / CHUNK);
        Arrays.fill(slots, FREE);
    }

    int count() {
        return count;
    }

    /** Octets allocated for answers and for the index. */
    long bytes() {
        long index = high.length * (4L * Long.BYTES + Integer.BYTES) + (long) slots.length * Integer.BYTES;
        return (long) chunks.size() * CHUNK + spare.length + index;
    }

    /** A copy of the answer to that request, or null when there is none or it was dropped. */
    byte @Nullable [] find(Fingerprint print) {
        int slot = slotOf(print.high, print.low);
        if (slots[slot] == FREE) return null;
        int entry = slots[slot];
        int from = (int) (place[entry] % CHUNK);
        return Arrays.copyOfRange(chunk(place[entry] / CHUNK), from, from + length[entry]);
    }

    private byte[] chunk(long number) {
        long skip = number - (opened - chunks.size());
        if (skip == chunks.size() - 1) return chunks.getLast();
        var each = chunks.iterator();
        for (long i = 0; i < skip; i++) each.next();
        return each.next();
    }

    /** Keeps the answer. One that is longer than a chunk is not kept, and an earlier one to the same request is not replaced. */
    void keep(Fingerprint print, byte[] answer, long now) {
        forget(now);
        if (answer.length > CHUNK || slots[slotOf(print.high, print.low)] != FREE) return;
        if (chunks.isEmpty() || position + answer.length > CHUNK) open();
        if (count == high.length) resize(2 * count);
        System.arraycopy(answer, 0, chunks.getLast(), position, answer.length);
        int entry = (first + count++) & (high.length - 1);
        high[entry] = print.high;
        low[entry] = print.low;
        until[entry] = now + keep;
        place[entry] = (opened - 1) * CHUNK + position;
        length[entry] = answer.length;
        position += answer.length;
        slots[slotOf(print.high, print.low)] = entry;
    }

    private void open() {
        while (chunks.size() >= maxChunks && count > 0) drop();
        if (position == 0) return; // everything was dropped: the last chunk is used again
        chunks.addLast(spare.length == CHUNK ? spare : new byte[CHUNK]);
        spare = new byte[0];
        opened++;
        position = 0;
    }

    /** Drops the answers whose time is over. */
    void forget(long now) {
        while (count > 0 && until[first] - now <= 0) drop();
        if (high.length > LEAST && count < high.length / 8) resize(high.length / 2);
    }

    private void drop() {
        remove(slotOf(high[first], low[first]));
        long chunk = place[first] / CHUNK;
        first = (first + 1) & (high.length - 1);
        count--;
        if (count == 0) position = 0;
        if (count == 0 || place[first] / CHUNK != chunk) releaseChunks();
    }

    private void releaseChunks() {
        long needed = count == 0 ? opened - 1 : place[first] / CHUNK;
        while (chunks.size() > 1 && opened - chunks.size() < needed) spare = chunks.removeFirst();
    }

    // ---- the index

    private int slotOf(long h, long l) {
        int mask = slots.length - 1;
        int slot = (int) (h ^ h >>> 32) & mask;
        while (slots[slot] != FREE && (high[slots[slot]] != h || low[slots[slot]] != l)) slot = (slot + 1) & mask;
        return slot;
    }

    /** Linear probing without tombstones: later entries of the same cluster move into the hole when their slot allows it. */
    private void remove(int hole) {
        int mask = slots.length - 1;
        int free = hole;
        slots[free] = FREE;
        for (int slot = (hole + 1) & mask; slots[slot] != FREE; slot = (slot + 1) & mask) {
            long h = high[slots[slot]];
            int home = (int) (h ^ h >>> 32) & mask;
            if (((slot - home) & mask) >= ((slot - free) & mask)) {
                slots[free] = slots[slot];
                slots[slot] = FREE;
                free = slot;
            }
        }
    }

    private void resize(int size) {
        high = unrolled(high, size);
        low = unrolled(low, size);
        until = unrolled(until, size);
        place = unrolled(place, size);
        int[] lengths = new int[size];
        for (int i = 0; i < count; i++) lengths[i] = length[(first + i) & (length.length - 1)];
        length = lengths;
        first = 0;
        slots = new int[4 * size];
        Arrays.fill(slots, FREE);
        for (int i = 0; i < count; i++) slots[slotOf(high[i], low[i])] = i;
    }

    private long[] unrolled(long[] ring, int size) {
        long[] straight = new long[size];
        for (int i = 0; i < count; i++) straight[i] = ring[(first + i) & (ring.length - 1)];
        return straight;
    }
}
