package io.aldis.server.courier;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks names up on virtual threads, a bounded number at a time, and answers on the event loop. */
public final class Resolver {
    private static final int AT_ONCE = 64;

    private final Executor loop;
    private final Semaphore places = new Semaphore(AT_ONCE);

    public Resolver(Executor loop) {
        this.loop = loop;
    }

    /** @param found hears the address on the event loop, or null when there is none */
    void find(String host, Consumer<@Nullable InetAddress> found) {
        if (!places.tryAcquire()) {
            found.accept(null);
            return;
        }
        Thread.ofVirtual().name("aldis-resolve").start(() -> {
            @Nullable InetAddress address = lookUp(host);
            places.release();
            loop.execute(() -> found.accept(address));
        });
    }

    private static @Nullable InetAddress lookUp(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
