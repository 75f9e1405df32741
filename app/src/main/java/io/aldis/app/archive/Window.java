package io.aldis.app.archive;

import io.aldis.server.StoreException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;

/** What a store has been asked to do and has not answered yet: enough for it to write groups, no more than fits into memory. */
final class Window {
    private static final int MOST = 256;
    private static final long OCTETS = 4 << 20;

    private final Deque<Task> tasks = new ArrayDeque<>();
    private long octets;

    private record Task(long line, int octets, CompletionStage<?> done) {}

    /** Waits when there is enough already. @throws StoreException when the store could not do one */
    void add(long line, int size, CompletionStage<?> done) {
        tasks.add(new Task(line, size, done));
        octets += size;
        while (tasks.size() > MOST || (octets > OCTETS && tasks.size() > 1)) await(tasks.remove());
    }

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
