package io.aldis.app.archive;

import io.aldis.server.StoreException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;

/** Outstanding requests to a store: up to 256 or 4 MiB, so that it can write in batches and memory is bounded. For one thread. */
final class Window {
    private static final int MOST = 256;
    private static final long OCTETS = 4 << 20;

    private final Deque<Task> tasks = new ArrayDeque<>();
    private long octets;

    private record Task(long line, int octets, CompletionStage<?> done) {}

    /** Adds a request. Blocks while too many are outstanding. @throws StoreException when the store failed to do one */
    void add(long line, int size, CompletionStage<?> done) {
        tasks.add(new Task(line, size, done));
        octets += size;
        while (tasks.size() > MOST || (octets > OCTETS && tasks.size() > 1)) await(tasks.remove());
    }

    /** Blocks until all are done. @throws StoreException when the store failed to do one */
    void finish() {
        while (!tasks.isEmpty()) await(tasks.remove());
    }

    private void await(Task task) {
        octets -= task.octets();
        try {
            Stages.await(task.done());
        } catch (StoreException e) {
            throw new StoreException("line " + task.line() + ": " + e.getMessage(), e);
        }
    }
}
