package io.aldis.app.command;

import java.util.concurrent.CountDownLatch;

/**
 * Lets a long-running command end in order on SIGTERM, SIGINT or an interrupt of its thread. A shutdown hook delays the end of the JVM until
 * {@link #close}. Open it first in a try statement, so that all resources that are opened later are closed before.
 */
final class Lifetime implements AutoCloseable {
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "aldis-end");

    private final Runnable whenTold;

    Lifetime() {
        this(() -> {});
    }

    /** @param whenTold runs on the thread of the shutdown hook, to wake a command that does not wait in {@link #await} */
    Lifetime(Runnable whenTold) {
        this.whenTold = whenTold;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The shutdown hook: lets the command end, and waits until it has closed its resources. */
    private void end() {
        told.countDown();
        whenTold.run();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends {@link #await}, as a signal does. */
    void tell() {
        told.countDown();
    }

    /** Waits until the command is to end. An interrupt ends it too and is cleared, because closing an agent blocks. */
    void await() {
        try {
            told.await();
        } catch (InterruptedException e) {
            told.countDown();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is shutting down: the hook runs or has run
        }
    }
}
