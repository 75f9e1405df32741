package io.aldis.store.sql;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** Reads on a few threads of its own, for those who must not wait. Safe for every thread. */
final class Reader implements AutoCloseable {
    /** A read is short, and what it waits for is the processor. */
    private static final int THREADS = 2;

    private final SqliteFile file;
    private final ExecutorService threads;

    Reader(SqliteFile file) {
        this.file = file;
        this.threads = Executors.newFixedThreadPool(
                THREADS,
                Thread.ofPlatform().daemon().name("aldis-store-reader-", 0).factory());
    }

    <T> CompletionStage<T> read(SqlWork<T> work) {
        try {
            return CompletableFuture.supplyAsync(() -> file.read(work), threads);
        } catch (RejectedExecutionException _) {
            return CompletableFuture.failedFuture(file.closed());
        }
    }

    /** What waits is read first. */
    @Override
    public void close() {
        threads.close();
    }
}
