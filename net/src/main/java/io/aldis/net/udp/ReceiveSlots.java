package io.aldis.net.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * One receive buffer for the life of one socket, large enough for a batch of the largest datagrams. Its readers copy what they want
 * before the next read; should one not have done so, that read gets a buffer of its own.
 */
final class ReceiveSlots extends DefaultMaxMessagesRecvByteBufAllocator {
    /**
     * More than the largest UDP payload (RFC 768: 16 bits of length); a smaller slot would cut datagrams off. No power of two: small datagrams
     * that begin 64 KiB from each other would all want the same few lines of the cache.
     */
    static final int SLOT = 65_536 + 640;

    static final int BATCH = 64;

    private final int size;
    private final int slots;
    /** Datagrams of the system call that is under way. */
    private int came;

    private boolean reading;
    /** Whether the last one filled all slots: then something may be left in the socket. */
    private boolean full;

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;

    ReceiveSlots(int slots) {
        super(4 * BATCH);
        this.slots = slots;
        this.size = slots * SLOT;
    }

    @Override
    @SuppressWarnings("deprecation") // the interface that Netty 4.2 still asks for
    public RecvByteBufAllocator.Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return size;
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                if (reading) counted();
                reading = true;
                if (buffer.refCnt() != 1 || buffer.capacity() < size) {
                    release();
                    buffer = allocator.directBuffer(size, size);
                }
                return buffer.clear().retain();
            }

            @Override
            public void readComplete() {
                if (reading) counted();
                reading = false;
                super.readComplete();
            }
        };
    }

    /** One datagram more. */
    void came() {
        came++;
    }

    /** Fewer than there was room for: the socket is empty. */
    private void counted() {
        full = came == slots;
        came = 0;
    }

    /** Whether there may be more in the socket than was read. */
    boolean full() {
        return full;
    }

    /** Gives the buffer back: for the event loop, when the socket is closed. */
    void release() {
        buffer.release();
        buffer = Unpooled.EMPTY_BUFFER;
    }
}
