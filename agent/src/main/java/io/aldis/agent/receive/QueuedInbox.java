package io.aldis.agent.receive;

import io.aldis.agent.Agent;
import io.aldis.agent.Inbox;
import io.aldis.agent.IncomingMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/** A bounded queue of messages. While it is full its listener waits, and with it the messages of the same sender. */
public final class QueuedInbox implements Inbox {
    private final ArrayDeque<IncomingMessage> queue = new ArrayDeque<>();
    private final Agent.Subscription subscription;
    private final Consumer<QueuedInbox> whenClosed;
    private boolean closed;

    /** @param whenClosed may run more than once */
    public QueuedInbox(Listeners<IncomingMessage> listeners, Consumer<QueuedInbox> whenClosed) {
        this.whenClosed = whenClosed;
        this.subscription = listeners.add(this::put);
    }

    private synchronized void put(IncomingMessage message) {
        try {
            while (queue.size() == CAPACITY && !closed) wait();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        if (closed) return;
        queue.add(message);
        notifyAll();
    }

    @Override
    public synchronized Optional<IncomingMessage> take(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (queue.isEmpty() && !closed) {
            long left = (end - System.nanoTime() + 999_999) / 1_000_000;
            if (left <= 0) return Optional.empty();
            wait(left);
        }
        notifyAll();
        return Optional.ofNullable(queue.poll());
    }

    @Override
    public void close() {
        subscription.close();
        end();
        whenClosed.accept(this);
    }

    private synchronized void end() {
        closed = true;
        notifyAll();
    }
}
