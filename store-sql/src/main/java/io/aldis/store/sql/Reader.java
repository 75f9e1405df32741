package io.aldis.store.sql;

import io.aldis.server.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Reads on a few threads of its own, for those who must not wait. Safe for every thread. */
final class Reader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Database database;
    private final ExecutorService threads;

    Reader(Database database, int readers) {
        this.database = database;
        this.threads = Executors.newFixedThreadPool(
                readers,
                Thread.ofPlatform().daemon().name("aldis-store-reader-", 0).factory());
    }

    <T> CompletionStage<T> read(SqlWork<T> work) {
        return ask(() -> database.read(work));
    }

    <T> CompletionStage<T> ask(Supplier<T> question) {
        long asked = System.nanoTime();
        try {
            return CompletableFuture.supplyAsync(() -> inTime(asked, question), threads);
        } catch (RejectedExecutionException _) {
            return CompletableFuture.failedFuture(database.closed());
        }
    }

    /** Whoever has waited long waits no longer: a database that hangs would keep the whole queue, each for its own time. */
    private <T> T inTime(long asked, Supplier<T> question) {
        if (System.nanoTime() - asked > PATIENCE.toNanos())
            throw new StoreException(database.name() + " cannot be read: it is too slow");
        return question.get();
    }

    /** What waits is read first. */
    @Override
    public void close() {
        threads.close();
    }
}
