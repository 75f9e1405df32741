package io.aldis.agent;

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
 * Where user code runs: virtual threads, one for each lane that has something to do, so that what goes into one lane keeps its order
 * and no lane waits for another. Safe for every thread; no lock is held while user code runs.
 */
final class Lanes {
    /** How much may wait in all lanes together before no more is taken. */
    static final int CAPACITY = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    private final Map<String, ArrayDeque<Runnable>> lanes = new HashMap<>();
    private final Set<Thread> running = new HashSet<>();
    private int waiting;

    /** @return false when too much waits already; the work is not taken then */
    synchronized boolean offer(String lane, Runnable work) {
        if (waiting == CAPACITY) return false;
        waiting++;
        var queue = lanes.get(lane);
        if (queue != null) return queue.add(work);
        queue = new ArrayDeque<>();
        queue.add(work);
        lanes.put(lane, queue);
        Thread thread = Thread.ofVirtual().name("aldis-agent ", 0).unstarted(() -> drain(lane));
        running.add(thread);
        thread.start();
        return true;
    }

    private void drain(String lane) {
        for (var work = next(lane); work.isPresent(); work = next(lane)) run(work.get());
    }

    /** The next in that lane; when there is none the lane ends. */
    private synchronized Optional<Runnable> next(String lane) {
        var work = Optional.ofNullable(lanes.get(lane)).map(ArrayDeque::poll);
        if (work.isPresent()) {
            waiting--;
        } else {
            lanes.remove(lane);
            running.remove(Thread.currentThread());
            notifyAll();
        }
        return work;
    }

    private static void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) { // user code: whatever it throws must not stop the others behind it
            LOG.error("A listener threw", e);
        }
    }

    /** Waits until all that was taken has run; not when it is one of its own threads that asks. */
    synchronized void finish(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        if (running.contains(Thread.currentThread())) return;
        for (long left = patience.toMillis();
                left > 0 && !lanes.isEmpty();
                left = (end - System.nanoTime()) / 1_000_000) wait(left);
    }
}
