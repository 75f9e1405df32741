package io.aldis.net.udp;

import io.aldis.sip.OnEventLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How full the kernel's receive buffer of a socket is (SO_MEMINFO of Linux). */
@OnEventLoop
final class SocketMemory {
    private static final int SOL_SOCKET = 1;
    private static final RawUnixChannelOption MEMINFO =
            new RawUnixChannelOption("SO_MEMINFO", SOL_SOCKET, 55, 9 * Integer.BYTES);
    private static final int USED = 0;
    private static final int ROOM = Integer.BYTES;

    private final Channel channel;
    private boolean known;

    SocketMemory(Channel channel) {
        this.channel = channel;
        this.known = channel instanceof EpollDatagramChannel;
    }

    /** The used share of the receive buffer, 0 to 1; 0 where the platform has no SO_MEMINFO. */
    double fill() {
        if (!known || !channel.isOpen()) return 0;
        try {
            ByteBuffer told = channel.config().getOption(MEMINFO).order(ByteOrder.nativeOrder());
            int room = told.getInt(ROOM);
            return room <= 0 ? 0 : Math.min(1, (double) Math.max(0, told.getInt(USED)) / room);
        } catch (ChannelException e) {
            known = false;
            return 0;
        }
    }
}
