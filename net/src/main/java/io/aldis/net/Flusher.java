package io.aldis.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Flushes channels once per round of the event loop instead of once per message, so that one system call carries many datagrams. For the
 * event loop.
 */
public final class Flusher implements Runnable {
    private final EventLoop loop;
    private Set<Channel> dirty = new LinkedHashSet<>();
    private Set<Channel> flushing = new LinkedHashSet<>();

    private @Nullable Channel latest;

    public Flusher(EventLoop loop) {
        this.loop = loop;
    }

    /** The event loop of its channels. */
    public EventLoop loop() {
        return loop;
    }

    /** The channel has something to flush when the loop has done its round. */
    public void later(Channel channel) {
        if (channel.equals(latest)) return;
        latest = channel;
        if (dirty.isEmpty()) loop.execute(this);
        dirty.add(channel);
    }

    @Override
    public void run() {
        latest = null;
        Set<Channel> now = dirty;
        dirty = flushing;
        flushing = now;
        for (Channel channel : now) channel.flush();
        now.clear();
    }
}
