package io.aldis.store.sql;

import io.aldis.server.Quota;
import io.aldis.server.Recipients;
import io.aldis.server.StoreException;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes to the database. All queued changes become one transaction (group commit), in the order of submission; then their
 * futures complete, on this thread. A transaction that fails fails its changes and no others: after a full disk no restart is needed.
 */
final class Writer implements AutoCloseable {
    /** Most changes in the queue: at 10,000 registrations a second, one second of a disk that hangs. */
    static final int WAITING = 10_000;

    private static final Logger log = LoggerFactory.getLogger(Writer.class);

    private final Database database;
    private final GroupCommit disk;
    private final BlockingQueue<Change<?>> waiting = new LinkedBlockingQueue<>();
    private final Change<Boolean> end = new Change<>(_ -> true, false);
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private final Thread thread;
    private boolean closed; // guarded by this
    private boolean failing; // only on the writer's thread

    Writer(Database database) {
        this.database = database;
        this.disk = new GroupCommit(database);
        this.thread = Thread.ofPlatform().daemon().name("aldis-store-writer").unstarted(this::run);
        thread.start();
    }

    /** Submits a change whose commit survives a kill of this process; a power failure may undo it. */
    <T> CompletableFuture<T> submit(SqlWork<T> work) {
        return enqueue(new Change<>(work, false));
    }

    /** Submits a change whose commit survives a power failure, too. */
    <T> CompletableFuture<T> submitDurable(SqlWork<T> work) {
        return enqueue(new Change<>(work, true));
    }

    /** Submits the storing of a message, whose commit survives a power failure. Several may be written by the same statements. */
    CompletableFuture<StoreResult> keep(StoredMessage message, Recipients recipients, Quota quota) {
        var done = new CompletableFuture<StoreResult>();
        return enqueue(new Change<>(new InsertMessage(message, recipients, quota, done), true, done));
    }

    /** Submits a change whose commit survives a power failure, and blocks until then. @throws StoreException when it was not written */
    <T> T write(SqlWork<T> work) {
        if (Thread.currentThread() == thread)
            throw new IllegalStateException("called on the writer's thread, which would wait for itself");
        try {
            return enqueue(new Change<>(work, true)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException known
                    ? new StoreException(String.valueOf(known.getMessage()), known)
                    : e;
        }
    }

    private synchronized <T> CompletableFuture<T> enqueue(Change<T> change) {
        if (closed) return CompletableFuture.failedFuture(database.closed());
        if (waiting.size() >= WAITING) return CompletableFuture.failedFuture(full());
        waiting.add(change);
        return change.done();
    }

    private StoreException full() {
        return new StoreException(
                database.name() + " cannot be written: " + WAITING + " changes wait already, the disk is too slow");
    }

    private void run() {
        try (disk) {
            var group = new ArrayList<Change<?>>();
            do {
                group.clear();
                group.add(waiting.take());
                waiting.drainTo(group);
                write(group);
            } while (!group.contains(end));
        } catch (InterruptedException e) {
            log.error("the writer of {} was interrupted", database.name());
            log.debug("interrupted", e);
        } finally {
            refuseTheRest();
            ended.complete(true);
        }
    }

    private void write(List<Change<?>> group) {
        try {
            List<Runnable> committed = disk.write(group);
            if (failing) log.info("{} is written again", database.name());
            failing = false;
            committed.forEach(Runnable::run);
        } catch (StoreException e) {
            if (!failing) log.error("{} ({} changes refused)", e.getMessage(), group.size());
            log.debug("the cause", e);
            failing = true;
            for (var change : group) change.refuse(e);
        }
    }

    private void refuseTheRest() {
        synchronized (this) {
            closed = true;
        }
        for (var change = waiting.poll(); change != null; change = waiting.poll()) change.refuse(database.closed());
    }

    /** Writes the queued changes, then ends the thread; waits for that. */
    @Override
    public void close() {
        synchronized (this) {
            if (!closed) waiting.add(end);
            closed = true;
        }
        ended.join();
    }
}
