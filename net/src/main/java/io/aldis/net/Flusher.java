package io.aldis.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * Flushes channels once after a round of the event loop instead of after each message: that is what makes one system call carry many
 * datagrams. For the event loop.
 */
public final class Flusher implements Runnable {
    private final EventLoop loop;
    private List<Channel> dirty = new ArrayList<>();
    private List<Channel> flushing = new ArrayList<>();

    public Flusher(EventLoop loop) {
        this.loop = loop;
    }

    /** The channel has something to flush when the loop has done its round. */
    public void later(Channel channel) {
        for (Channel known : dirty) if (known == channel) return;
        if (dirty.isEmpty()) loop.execute(this);
        dirty.add(channel);
    }

    @Override
    public void run() {
        List<Channel> now = dirty;
        dirty = flushing;
        flushing = now;
        for (Channel channel : now) channel.flush();
        now.clear();
    }
}
