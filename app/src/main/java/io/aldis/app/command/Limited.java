package io.aldis.app.command;

import io.aldis.agent.IncomingMessage;
import java.util.function.Consumer;

/** Passes a limited number of messages on, and calls back when all of them are processed. Safe for every thread. */
final class Limited implements Consumer<IncomingMessage> {
    private final Consumer<IncomingMessage> next;
    private final Runnable enough;
    private int admitted;
    private int unfinished;

    /**
     * @param most number of messages; further ones are dropped
     * @param enough is called after the last one, on its thread
     */
    Limited(int most, Consumer<IncomingMessage> next, Runnable enough) {
        this.admitted = most;
        this.unfinished = most;
        this.next = next;
        this.enough = enough;
    }

    @Override
    public void accept(IncomingMessage message) {
        if (!admit()) return;
        try {
            next.accept(message);
        } finally {
            finish();
        }
    }

    private synchronized boolean admit() {
        return admitted > 0 && admitted-- > 0;
    }

    private synchronized void finish() {
        unfinished--;
        if (unfinished == 0) enough.run();
    }
}
