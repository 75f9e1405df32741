package io.aldis.store.sql;

import io.aldis.server.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Reads on a few threads of its own, for callers that must not block. Safe for every thread. */
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

    /** Reads in one transaction. @return fails with a {@link StoreException} when the database cannot be read */
    <T> CompletionStage<T> read(SqlWork<T> work) {
        return ask(() -> database.read(work));
    }

    /** Calls that on a thread of the reader. */
    <T> CompletionStage<T> ask(Supplier<T> question) {
        long asked = System.nanoTime();
        try {
            return CompletableFuture.supplyAsync(() -> inTime(asked, question), threads);
        } catch (RejectedExecutionException _) {
            return CompletableFuture.failedFuture(database.closed());
        }
    }

    /** Fails what has waited in the queue for more than 5 s: while the database hangs each read would take its own timeout. */
    private <T> T inTime(long asked, Supplier<T> question) {
        if (System.nanoTime() - asked > PATIENCE.toNanos())
            throw new StoreException(database.name() + " cannot be read: it is too slow");
        return question.get();
    }

    /** Waits for the queued reads. */
    @Override
    public void close() {
        threads.close();
    }
}
