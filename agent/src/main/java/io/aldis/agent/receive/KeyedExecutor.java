package io.aldis.agent.receive;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executor of user code on virtual threads, ordered per key: one thread for each key that has work, so that work of one key keeps its order
 * and no key waits for another. Safe for every thread; no lock is held while user code runs.
 */
public final class KeyedExecutor {
    /** Limit on the work that waits for all keys together. */
    static final int CAPACITY = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(KeyedExecutor.class);

    private final Map<String, ArrayDeque<Runnable>> queues = new HashMap<>();
    private final Set<Thread> running = new HashSet<>();
    private int waiting;

    /** @return false when too much waits already; the work is not accepted then */
    public synchronized boolean offer(String key, Runnable work) {
        if (waiting == CAPACITY) return false;
        waiting++;
        var queue = queues.get(key);
        if (queue != null) return queue.add(work);
        queue = new ArrayDeque<>();
        queue.add(work);
        queues.put(key, queue);
        Thread thread = Thread.ofVirtual().name("aldis-agent ", 0).unstarted(() -> drain(key));
        running.add(thread);
        thread.start();
        return true;
    }

    private void drain(String key) {
        for (var work = next(key); work.isPresent(); work = next(key)) run(work.get());
    }

    /** The next of that key; when there is none its thread ends. */
    private synchronized Optional<Runnable> next(String key) {
        var work = Optional.ofNullable(queues.get(key)).map(ArrayDeque::poll);
        if (work.isPresent()) {
            waiting--;
        } else {
            queues.remove(key);
            running.remove(Thread.currentThread());
            notifyAll();
        }
        return work;
    }

    private static void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) { // user code: its exceptions must not stop later work
            LOG.error("A listener threw", e);
        }
    }

    /** Waits until all accepted work has run; returns at once when called on one of its own threads. */
    public synchronized void finish(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        if (running.contains(Thread.currentThread())) return;
        for (long left = patience.toMillis();
                left > 0 && !queues.isEmpty();
                left = (end - System.nanoTime()) / 1_000_000) wait(left);
    }
}
