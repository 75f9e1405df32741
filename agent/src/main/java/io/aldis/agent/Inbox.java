package io.aldis.agent;

import java.time.Duration;
import java.util.Optional;

/**
 * Messages of an agent, to be taken one by one instead of by a listener; see {@link Agent#inbox}. Every open inbox gets every message
 * that arrives while it is open. It holds {@link #CAPACITY} messages; while it is full the calls of listeners wait, and in the
 * end the agent refuses messages with 480. Safe for every thread.
 */
public interface Inbox extends AutoCloseable {
    /** Limit on messages that wait to be taken. */
    int CAPACITY = 1_000;

    /**
     * Waits for the next message.
     *
     * @return empty when none arrives in that time, and at once when the inbox is closed and empty
     * @throws InterruptedException when the thread is interrupted while it waits
     */
    Optional<IncomingMessage> take(Duration timeout) throws InterruptedException;

    /** Accepts no more messages; those that wait can still be taken. */
    @Override
    void close();
}
