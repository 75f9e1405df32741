package io.aldis.server.forking;

import io.aldis.server.Reach;
import io.aldis.sip.locate.Location;
import io.aldis.sip.locate.Locator;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks names up on virtual threads, a bounded number at a time, and answers on the event loop. */
public final class Resolver {
    private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);
    private static final int AT_ONCE = 64;

    private final Executor loop;
    private final Locator locator;
    private final Semaphore places = new Semaphore(AT_ONCE);

    public Resolver(Executor loop, Locator locator) {
        this.loop = loop;
        this.locator = locator;
    }

    /** @param found called with the location, on the event loop */
    void find(Reach.Named named, Consumer<Location> found) {
        find(() -> locator.locate(named.uri()), found);
    }

    /** @param found called with the location, on the event loop */
    void find(Reach.Inboxes inboxes, Consumer<Location> found) {
        find(() -> locator.inboxes(inboxes.domain()), found);
    }

    private void find(Supplier<Location> search, Consumer<Location> found) {
        if (!places.tryAcquire()) {
            found.accept(new Location.Nowhere("too many names are being looked up", true));
            return;
        }
        Thread.ofVirtual().name("aldis-resolve").start(() -> {
            Location location = guarded(search);
            places.release();
            loop.execute(() -> found.accept(location));
        });
    }

    /** Turns exceptions into a result, since a request waits for it. */
    private static Location guarded(Supplier<Location> search) {
        try {
            return search.get();
        } catch (RuntimeException e) {
            LOG.error("internal error: a look-up has failed", e);
            return new Location.Nowhere("an internal error", true);
        }
    }
}
