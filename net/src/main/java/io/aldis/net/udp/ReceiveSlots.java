package io.aldis.net.udp;

import io.aldis.sip.OnEventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Allocates one receive buffer for the lifetime of a socket, large enough for a batch of the largest datagrams. The handler copies each
 * datagram and releases it before the next read; if it has not, the next read gets a new buffer.
 */
final class ReceiveSlots extends DefaultMaxMessagesRecvByteBufAllocator {
    /**
     * Octets of a slot: more than the largest UDP payload (RFC 768: 16 bits of length), so that no datagram is cut off. Not a power of two:
     * small datagrams that begin 64 KiB from each other would share a few cache lines.
     */
    static final int SLOT = 65_536 + 640;

    static final int BATCH = 64;

    private final int size;
    private final int slots;
    /** Datagrams of the current system call. */
    private int came;

    private boolean reading;
    /** Whether the last system call filled all slots. */
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

    /** Counts a datagram that was read. */
    @OnEventLoop
    void came() {
        came++;
    }

    /** Ends the count of one system call: fewer datagrams than slots means that the socket is empty. */
    private void counted() {
        full = came == slots;
        came = 0;
    }

    /** Whether there may be more in the socket than was read. */
    @OnEventLoop
    boolean full() {
        return full;
    }

    /** Releases the buffer; called when the socket is closed. */
    @OnEventLoop
    void release() {
        buffer.release();
        buffer = Unpooled.EMPTY_BUFFER;
    }
}
