package io.aldis.store.sql;

import io.aldis.server.ChangeFeed;
import io.aldis.server.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls for changes ten times a second, and every 10 ms for a second after a change, on a connection and a thread of its own. It reads a
 * change counter first, and the tables only when that has changed. A lost connection is replaced; changes meanwhile are reported then.
 */
final class ChangeWatch<T> implements ChangeFeed.Watch {
    /** Is told which changes the watcher has applied. */
    interface Progress {
        /** The watcher has applied all changes up to that number. */
        void applied(long sequence);

        /** A poll has succeeded, on the thread of the watch. @param on its connection: another one after the last was lost */
        void looked(Connection on) throws SQLException;

        /** The watch was closed. */
        void ended();

        /** Does nothing. */
        Progress NONE = new Progress() {
            @Override
            public void applied(long sequence) {}

            @Override
            public void looked(Connection on) {}

            @Override
            public void ended() {}
        };
    }

    /** Creates a {@link Progress} before the first poll. */
    @FunctionalInterface
    interface Beginning {
        /** @param sequence the number of the last change before those that are watched. @param on the connection of the watch */
        Progress begin(Connection on, long sequence) throws SQLException;

        /** Creates one that does nothing. */
        Beginning NONE = (on, sequence) -> Progress.NONE;
    }

    /** Applies changes, on the thread of the watch. @return completes when they are applied */
    @FunctionalInterface
    interface Watcher<T> {
        CompletionStage<?> changed(List<T> news);
    }

    private static final Logger log = LoggerFactory.getLogger(ChangeWatch.class);
    private static final int PAUSE_MILLIS = 100;
    /** For a second after a change, since more may follow and commands wait for them. */
    private static final int PAUSE_AFTER_CHANGE_MILLIS = 10;

    private static final long AFTER_CHANGE_NANOS = 1_000_000_000;
    private static final int PAUSE_AFTER_FAILURE_MILLIS = 500;
    private static final long UNKNOWN = -1;

    private final Database database;
    private final WatchedTable<T> watched;
    private final Watcher<T> watcher;
    private final Progress progress;
    private final Consumer<ChangeWatch<T>> ended;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private final Thread thread;
    private @Nullable Connection connection;
    private long version = UNKNOWN; // of this connection: those of different connections are not comparable
    private long sequence;
    private long changedAt = System.nanoTime() - AFTER_CHANGE_NANOS;
    private boolean failing;

    /** Starts the thread. Changes that are committed after this constructor are noticed. */
    ChangeWatch(
            Database database,
            WatchedTable<T> watched,
            Watcher<T> watcher,
            Beginning beginning,
            Consumer<ChangeWatch<T>> ended) {
        this.database = database;
        this.watched = watched;
        this.watcher = watcher;
        this.ended = ended;
        try {
            Connection on = connected();
            this.version = Sql.number(on, watched.changeCount());
            this.sequence = Sql.number(on, watched.latest());
            this.progress = beginning.begin(on, sequence);
        } catch (SQLException e) {
            disconnect();
            throw database.failure("watched", e);
        } catch (StoreException e) {
            disconnect();
            throw e;
        }
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("aldis-watch-" + watched.name())
                .unstarted(this::run);
        thread.start();
    }

    private void run() {
        try {
            while (!closing.await(pauseMillis(), TimeUnit.MILLISECONDS)) look();
        } catch (InterruptedException e) {
            log.warn("watching the {} in {} was interrupted and has ended", watched.name(), database.name());
            log.debug("interrupted", e);
        } finally {
            disconnect();
            over.complete(true);
        }
    }

    private long pauseMillis() {
        if (failing) return PAUSE_AFTER_FAILURE_MILLIS;
        return System.nanoTime() - changedAt < AFTER_CHANGE_NANOS ? PAUSE_AFTER_CHANGE_MILLIS : PAUSE_MILLIS;
    }

    private void look() {
        try {
            Connection on = connected();
            long now = Sql.number(on, watched.changeCount());
            if (now != version) {
                WatchedTable.Seen<T> seen = watched.changes().since(on, sequence);
                tell(seen);
                sequence = seen.sequence();
            }
            version = now;
            progress.looked(on);
            if (failing) log.info("the {} in {} are watched again", watched.name(), database.name());
            failing = false;
        } catch (SQLException e) {
            failed(database.failure("watched", e));
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException why) {
        if (!failing)
            log.warn(
                    "changes of the {} are not noticed now; they are as soon as the database can be read again: {}",
                    watched.name(),
                    why.getMessage());
        log.debug("the {} in {} cannot be watched now", watched.name(), database.name(), why);
        failing = true;
        disconnect();
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

    /** @throws StoreException when the watcher could not read the store: the next poll reports the same changes again */
    private void tell(WatchedTable.Seen<T> seen) {
        if (seen.changed().isEmpty() || closing.getCount() == 0) return;
        changedAt = System.nanoTime();
        try {
            var _ = watcher.changed(seen.changed()).thenRun(() -> progress.applied(seen.sequence()));
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            log.error("a watcher of {} failed", watched.name(), e);
        }
    }

    /** After this the watcher is not called. Waits for a call that is under way, unless called from it. */
    @Override
    public void close() {
        ended.accept(this);
        closing.countDown();
        if (Thread.currentThread() != thread) over.join();
        progress.ended();
    }
}
