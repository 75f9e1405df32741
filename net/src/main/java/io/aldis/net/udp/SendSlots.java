package io.aldis.net.udp;

import io.aldis.sip.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * A ring of reused send buffers for one socket: nearly all datagrams are small, and are sent at the end of the round of the event loop. A
 * larger datagram, or one whose slot is still in use, gets a pooled buffer.
 */
@OnEventLoop
final class SendSlots {
    private static final int SLOT = 2048;
    /** A power of two. */
    private static final int SLOTS = 512;

    /** Without leak detection: these buffers live as long as their socket. */
    private static final ByteBufAllocator FOR_LIFE = new UnpooledByteBufAllocator(true, true);

    private final @Nullable ByteBuf[] slots = new ByteBuf[SLOTS];
    private final ByteBufAllocator others;
    private int next;

    SendSlots(ByteBufAllocator others) {
        this.others = others;
    }

    /** A buffer with a copy of these octets; the channel releases it after sending. */
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

    /** Releases the slots; called when the socket is closed. A buffer that is still queued is freed when the channel releases it. */
    void release() {
        for (int i = 0; i < SLOTS; i++) {
            ByteBuf slot = slots[i];
            if (slot != null) slot.release();
            slots[i] = null;
        }
    }
}
