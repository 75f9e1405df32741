package io.aldis.agent;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One message from {@link Agent#send} to its outcome: it waits for its turn, goes out, and hears its answer. */
final class Dispatch implements Turns.Turn {
    private final Letter letter;
    private final Consumer<Consumer<Reply>> way;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final long begun = System.nanoTime();
    private Duration waited = Duration.ZERO;

    /** @param way sends it, and brings the reply to who is handed in */
    Dispatch(Letter letter, Consumer<Consumer<Reply>> way) {
        this.letter = letter;
        this.way = way;
    }

    MessageId id() {
        return letter.id();
    }

    /** Completes normally, on a virtual thread: what hangs on it is user code. */
    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    @Override
    public void begin(Runnable over) {
        waited = passed();
        way.accept(reply -> {
            end(reply);
            over.run();
        });
    }

    @Override
    public void refused(Failure why) {
        waited = passed();
        end(new Reply.Silence(why));
    }

    private void end(Reply reply) {
        Outcome known = letter.outcome(reply, new Spent(passed(), waited));
        Thread.startVirtualThread(() -> outcome.complete(known));
    }

    private Duration passed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
