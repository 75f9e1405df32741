package io.aldis.store.sql;

import io.aldis.server.AccountStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks ten times a second whether something has changed, on a connection and a thread of its own. A number is looked at first; only
 * when that has changed are tables asked. A connection that is lost is made anew, and what changed meanwhile is told then.
 */
final class ChangeWatch<T> implements AccountStore.Watch {
    private static final Logger log = LoggerFactory.getLogger(ChangeWatch.class);
    private static final int PAUSE_MILLIS = 100;
    private static final int PAUSE_AFTER_FAILURE_MILLIS = 500;
    private static final long UNKNOWN = -1;

    private final Database database;
    private final Watched<T> watched;
    private final Consumer<List<T>> changed;
    private final Consumer<ChangeWatch<T>> ended;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private final Thread thread;
    private @Nullable Connection connection;
    private long version = UNKNOWN; // as this connection counts
    private long sequence;
    private boolean failing;

    /** Changes that are committed after this will be noticed. */
    ChangeWatch(Database database, Watched<T> watched, Consumer<List<T>> changed, Consumer<ChangeWatch<T>> ended) {
        this.database = database;
        this.watched = watched;
        this.changed = changed;
        this.ended = ended;
        try {
            Connection on = connected();
            this.version = Sql.number(on, watched.changeCount());
            this.sequence = Sql.number(on, watched.latest());
        } catch (SQLException e) {
            disconnect();
            throw database.failure("watched", e);
        }
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("aldis-watch-" + watched.name())
                .unstarted(this::run);
        thread.start();
    }

    private void run() {
        try {
            while (!closing.await(failing ? PAUSE_AFTER_FAILURE_MILLIS : PAUSE_MILLIS, TimeUnit.MILLISECONDS)) look();
        } catch (InterruptedException e) {
            log.warn("the watch over the {} in {} has ended", watched.name(), database.name(), e);
        } finally {
            disconnect();
            over.complete(true);
        }
    }

    private void look() {
        try {
            Connection on = connected();
            long now = Sql.number(on, watched.changeCount());
            if (now != version) {
                Watched.Seen<T> seen = watched.changes().since(on, sequence);
                sequence = seen.sequence();
                tell(seen.changed());
            }
            version = now;
            if (failing) log.info("the {} in {} are watched again", watched.name(), database.name());
            failing = false;
        } catch (SQLException | RuntimeException e) {
            if (!failing) log.warn("the {} in {} cannot be watched now", watched.name(), database.name(), e);
            failing = true;
            disconnect();
        }
    }

    private Connection connected() throws SQLException {
        Connection known = connection;
        if (known != null) return known;
        Connection fresh = database.connect();
        connection = fresh;
        return fresh;
    }

    private void disconnect() {
        version = UNKNOWN;
        try (var _ = connection) {
            connection = null;
        } catch (SQLException e) {
            log.debug("a lost connection could not be closed", e);
        }
    }

    private void tell(List<T> news) {
        if (news.isEmpty() || closing.getCount() == 0) return;
        try {
            changed.accept(news);
        } catch (RuntimeException e) {
            log.error("a watcher of {} failed", watched.name(), e);
        }
    }

    /** After this no call begins; one that is under way is waited for, unless it is the one that closes. */
    @Override
    public void close() {
        ended.accept(this);
        closing.countDown();
        if (Thread.currentThread() != thread) over.join();
    }
}
