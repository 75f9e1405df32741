package io.aldis.app.command;

import java.util.ArrayList;
import java.util.List;

/** A thread for each processor that never rests, so that everything else waits for its turn. */
final class BusyMachine implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    BusyMachine() {
        int many = Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < many; i++) {
            threads.add(Thread.ofPlatform().daemon().name("busy-" + i).start(() -> {
                while (!over) Thread.onSpinWait();
            }));
        }
    }

    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
