package io.aldis.app.command;

import java.util.concurrent.CountDownLatch;

/**
 * From the start of a command that stays until it is told to end: by SIGTERM or SIGINT, or by an interrupt of its thread. What was
 * opened after it is closed before the JVM goes, and the JVM waits for that.
 */
final class Lifetime implements AutoCloseable {
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "aldis-end");

    private final Runnable whenTold;

    Lifetime() {
        this(() -> {});
    }

    /** @param whenTold wakes a command that waits for something else than {@link #await} */
    Lifetime(Runnable whenTold) {
        this.whenTold = whenTold;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Runs when the JVM has been told to end: lets the command close its things, and waits for it. */
    private void end() {
        told.countDown();
        whenTold.run();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the waiting, as a signal would. */
    void tell() {
        told.countDown();
    }

    /** Waits until the command is to end. An interrupt is the word for it, and is used up by that: saying goodbye takes waiting. */
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
            // the JVM is on its way out already: the hook has run
        }
    }
}
