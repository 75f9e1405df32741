package io.aldis.agent;

import io.aldis.sip.Uri;
import io.aldis.sip.dialog.DialogId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * A call that is up: the dialog of an INVITE (RFC 3261 §12), and messages inside of it, which belong to its session (RFC 3428 §4).
 * There is no other way to send messages in a dialog: a MESSAGE makes none. Safe for every thread.
 */
public final class Call {
    private final Line line;

    Call(Line line) {
        this.line = line;
    }

    /** The Call-ID. */
    public String id() {
        return tags().callId();
    }

    /** With whom: the address of the other side. */
    public Uri peer() {
        return line.peer();
    }

    /** What the other side last said about its media: the answer to our offer, or its offer; no octets when it said nothing. */
    public Content.Bytes session() {
        return line.media().theirs();
    }

    /** Whether nobody has hung up yet, as far as we know. */
    public boolean isUp() {
        return !ended().isDone();
    }

    /** Completes, on a virtual thread, when the call is over; never exceptionally. */
    public CompletableFuture<CallEnd> ended() {
        return line.ended();
    }

    /** Who hears of messages inside of this call; if not called, the listener of the agent, as for all others. */
    public Call onMessage(Consumer<IncomingMessage> listener) {
        line.listener(listener);
        return this;
    }

    DialogId tags() {
        return line.id();
    }

    Optional<Consumer<IncomingMessage>> listener() {
        return line.listener();
    }

    /**
     * Lets messages inside of this call overtake each other: the next goes out before the last is answered. It stays one after the
     * other all the same while any hop of the way is not known to be congestion-controlled (RFC 3428 §8).
     */
    public Call allowOverlap() {
        line.errands().allowOverlap();
        return this;
    }

    /** As {@link #send(Content)}. */
    public Outcome send(String text) {
        return send(new Content.Text(text));
    }

    /**
     * Sends a message inside of the call and waits for its outcome: one after the other, so that the time until its turn comes may be
     * added to the 32 seconds of {@link Agent#send}. When the other side answers that it knows of no such call (481), or does not answer
     * (408, or nothing), the call is over (RFC 3261 §12.2.1.2).
     */
    public Outcome send(Content content) {
        Dispatch dispatch = line.errands().say(content);
        try {
            return dispatch.outcome().get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed(dispatch.id(), new Failure.Interrupted(), Duration.ZERO);
        } catch (ExecutionException e) {
            throw new CompletionException(e); // never: it completes normally
        }
    }

    /** As {@link #send} without waiting; completes normally with every outcome, on a virtual thread. */
    public CompletableFuture<Outcome> sendAsync(Content content) {
        return line.errands().say(content).outcome();
    }

    /**
     * Hangs up, and waits until the other side has answered that, 32 seconds at the most. While the other side has not confirmed the
     * call that we took, the BYE waits for that confirmation (RFC 3261 §15). Nothing happens when the call is over.
     */
    public void hangUp() {
        try {
            line.hangUp().get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new CompletionException(e); // never: it completes normally
        }
    }

    @Override
    public String toString() {
        return "Call with " + peer() + " (" + id() + ')';
    }
}
