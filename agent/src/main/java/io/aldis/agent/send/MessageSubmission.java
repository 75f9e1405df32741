package io.aldis.agent.send;

import io.aldis.agent.Failure;
import io.aldis.agent.MessageId;
import io.aldis.agent.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/** One message from the call of {@code send} to its outcome: queued, sent, answered. */
public final class MessageSubmission implements OutboundQueue.Turn {
    private final MessageId id;
    private final Function<Consumer<Reply>, Consumer<Failure>> sending;
    private final Future outcome = new Future();
    private final long begun = System.nanoTime();
    private final Executor loop;
    private Duration waited = Duration.ZERO;
    private Optional<Consumer<Failure>> running = Optional.empty();
    private boolean over;

    /**
     * @param loop runs work on the event loop, and rejects it when that is closed
     * @param sending sends it and reports the reply; returns the action that aborts it
     */
    public MessageSubmission(MessageId id, Executor loop, Function<Consumer<Reply>, Consumer<Failure>> sending) {
        this.id = id;
        this.loop = loop;
        this.sending = sending;
    }

    /** Completes normally, on a virtual thread, since user code may be attached to it. Cancelling it cancels the message. */
    private final class Future extends CompletableFuture<Outcome> {
        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            if (cancelled) cancelOnLoop(new Failure.Cancelled());
            return cancelled;
        }
    }

    public MessageId id() {
        return id;
    }

    public CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** Waits for the outcome; an interrupted thread cancels the message. */
    public Outcome await() {
        try {
            return outcome.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            cancelOnLoop(new Failure.Interrupted());
            return new Outcome.Failed(id, new Failure.Interrupted(), Duration.ZERO);
        } catch (ExecutionException e) {
            throw new IllegalStateException("An outcome is never exceptional", e);
        }
    }

    private void cancelOnLoop(Failure why) {
        try {
            loop.execute(() -> cancel(why));
        } catch (RejectedExecutionException _) {
            // closed: the message ends with the loop
        }
    }

    // ---- on the event loop

    @Override
    public void begin(Runnable next) {
        waited = passed();
        if (over) {
            next.run();
            return;
        }
        Consumer<Failure> abort = sending.apply(reply -> {
            end(reply);
            next.run();
        });
        if (!over) running = Optional.of(abort);
    }

    @Override
    public void refused(Failure why) {
        waited = passed();
        end(new Reply.Silence(why));
    }

    /** Cancels: a queued message is not sent; one that was sent is not sent again, and its answer is dropped. */
    private void cancel(Failure why) {
        if (running.isPresent()) running.get().accept(why);
        else end(new Reply.Silence(why));
    }

    private void end(Reply reply) {
        if (over) return;
        over = true;
        running = Optional.empty();
        Outcome known = MessageRequest.outcome(id, reply, new MessageRequest.Timing(passed(), waited));
        Thread.startVirtualThread(() -> outcome.complete(known));
    }

    private Duration passed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
