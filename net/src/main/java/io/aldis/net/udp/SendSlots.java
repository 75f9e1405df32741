package io.aldis.net.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for what goes out of one socket, used again and again in turn: nearly all datagrams are small, and are gone at the end of the round.
 * What is larger, or comes while all wait, gets a buffer of its own. For the event loop.
 */
final class SendSlots {
    private static final int SLOT = 2048;
    /** A power of two. */
    private static final int SLOTS = 512;

    /** Buffers that live as long as their socket need not be watched for being forgotten. */
    private static final ByteBufAllocator FOR_LIFE = new UnpooledByteBufAllocator(true, true);

    private final @Nullable ByteBuf[] slots = new ByteBuf[SLOTS];
    private final ByteBufAllocator others;
    private int next;

    SendSlots(ByteBufAllocator others) {
        this.others = others;
    }

    /** A buffer with these octets; whoever sends it releases it. */
    ByteBuf holding(byte[] bytes) {
        return free(bytes.length).writeBytes(bytes);
    }

    private ByteBuf free(int octets) {
        if (octets > SLOT) return others.directBuffer(octets);
        int at = next;
        next = at + 1 & SLOTS - 1;
        ByteBuf slot = slots[at];
        if (slot == null) slots[at] = slot = FOR_LIFE.directBuffer(SLOT, SLOT);
        return slot.refCnt() > 1 ? others.directBuffer(octets) : slot.clear().retain();
    }

    /** Gives them back: for the event loop, when the socket is closed. What still waits goes when it is given up. */
    void release() {
        for (int i = 0; i < SLOTS; i++) {
            ByteBuf slot = slots[i];
            if (slot != null) slot.release();
            slots[i] = null;
        }
    }
}
