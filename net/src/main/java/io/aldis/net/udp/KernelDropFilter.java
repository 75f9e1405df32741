package io.aldis.net.udp;

import io.aldis.net.PlainText;
import io.aldis.sip.OnEventLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A BPF filter in the kernel that drops a random share of the MESSAGE, OPTIONS, SUBSCRIBE and PUBLISH requests before they enter the
 * socket's buffer (socket(7), SO_ATTACH_FILTER), so that responses, registrations and all other requests find room there. Without epoll it
 * does nothing.
 */
@OnEventLoop
final class KernelDropFilter {
    private static final Logger LOG = LoggerFactory.getLogger(KernelDropFilter.class);
    // Constants of Linux on all platforms of Netty's epoll; struct sock_fprog is a length and a 64-bit pointer there.
    private static final int SOL_SOCKET = 1;
    private static final RawUnixChannelOption ATTACH = new RawUnixChannelOption("SO_ATTACH_FILTER", SOL_SOCKET, 26, 16);
    private static final IntegerUnixChannelOption DETACH =
            new IntegerUnixChannelOption("SO_DETACH_FILTER", SOL_SOCKET, 27);
    private static final int INSTRUCTION = 8;
    private static final int UDP_HEADER = 8;
    /** The first four octets of requests that may be dropped. All of them start something; none completes an exchange under way. */
    private static final List<String> BEGINNINGS = List.of("MESS", "OPTI", "SUBS", "PUBL");

    private final Channel channel;
    private boolean usable;
    private boolean attached;

    KernelDropFilter(Channel channel) {
        this.channel = channel;
        this.usable = channel instanceof EpollDatagramChannel;
    }

    /** Whether the platform has the filter, and the kernel has not refused it. */
    boolean usable() {
        return usable;
    }

    /** Whether the filter is attached and drops requests. */
    boolean attached() {
        return attached;
    }

    /** Sets the share of these requests that passes; 1 detaches the filter. */
    void passes(double share) {
        if (!usable || (share >= 1 && !attached)) return;
        try {
            if (share >= 1) channel.config().setOption(DETACH, 0);
            else attach(share);
            attached = share < 1;
        } catch (ChannelException e) {
            usable = false;
            LOG.warn("the kernel refused the filter that drops messages of a flood: {}", PlainText.cause(e));
        }
    }

    private void attach(double share) {
        ByteBuffer code = program((int) (long) (share * 0xffff_ffffL));
        ByteBuffer program = direct(16);
        program.putShort((short) (code.limit() / INSTRUCTION)).position(8);
        program.putLong(MemorySegment.ofBuffer(code).address()).flip();
        channel.config().setOption(ATTACH, program); // the kernel copies both
        Reference.reachabilityFence(code);
    }

    /** Classic BPF. It sees the datagram from its UDP header on; a load beyond the end would drop the datagram, hence the length check. */
    private static ByteBuffer program(int chance) {
        int kinds = BEGINNINGS.size();
        ByteBuffer code = direct((kinds + 7) * INSTRUCTION);
        put(code, 0x80, 0, 0, 0); // A = length
        put(code, 0x35, 0, kinds + 4, UDP_HEADER + 4); // shorter: pass
        put(code, 0x20, 0, 0, UDP_HEADER); // A = the first four octets
        for (int left = kinds - 1; left >= 0; left--) // others than all: pass
        put(code, 0x15, left, left == 0 ? 3 : 0, word(BEGINNINGS.get(kinds - 1 - left)));
        put(code, 0x20, 0, 0, 0xfffff000 + 56); // A = a random number
        put(code, 0x25, 0, 1, chance); // not greater: pass
        put(code, 0x06, 0, 0, 0); // drop
        put(code, 0x06, 0, 0, -1); // pass
        return code.flip();
    }

    private static int word(String four) {
        return ByteBuffer.wrap(four.getBytes(StandardCharsets.US_ASCII)).getInt();
    }

    private static void put(ByteBuffer code, int operation, int ifTrue, int ifFalse, int operand) {
        code.putShort((short) operation).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
}
