package io.aldis.agent;

import io.aldis.sip.Uri;
import io.aldis.sip.dialog.DialogId;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An established call: the dialog of an INVITE (RFC 3261 §12), and messages inside of it, which belong to its session (RFC 3428 §4). There is
 * no other way to send messages in a dialog: a MESSAGE makes none. Safe for every thread.
 *
 * {@snippet :
 * if (agent.call("sip:bob@example.com", sdp) instanceof CallAnswer.Taken taken)
 *     try (Call call = taken.call()) {
 *         call.onMessage(in -> IO.println(in.content()));
 *         call.send("inside the call");
 *     }
 * }
 */
public interface Call extends AutoCloseable {
    /** The Call-ID. */
    String id();

    /** Call-ID and both tags. */
    DialogId dialog();

    /** The address of the peer. */
    Uri peer();

    /** The last session description of the peer: the answer to our offer, or its offer; no octets when it sent none. */
    Content.Bytes session();

    /** Whether neither side has ended the call yet, as far as the agent knows. */
    boolean isUp();

    /** Completes, on a virtual thread, when the call is over; never exceptionally. */
    CompletableFuture<CallEnd> ended();

    /** Sets the listener of messages inside of this call; if not called, they go to the listeners of the agent. */
    Call onMessage(Consumer<IncomingMessage> listener);

    /**
     * Lets messages inside of this call overtake each other: the next is sent before the last is answered. They are still sent one after
     * the other while any hop of the path is not known to be congestion-controlled (RFC 3428 §8).
     */
    Call allowOverlap();

    /** As {@link #send(Content)}, as text. */
    default Outcome send(String text) {
        return send(new Content.Text(text));
    }

    /**
     * Sends a message inside of the call and waits for its outcome. Messages are sent one after the other, so that the time in the queue
     * may be added to the 32 seconds of {@link Agent#send}. When the peer answers that it does not know the call (481), or does not answer
     * (408, or nothing), the call is over (RFC 3261 §12.2.1.2). {@link Outcome#id} differs from that of any other message.
     */
    Outcome send(Content content);

    /**
     * As {@link #send(Content)}, with the headers, validity and protection of that message. Its recipient is ignored: inside of a call a
     * message goes to the peer of the call.
     */
    Outcome send(Message message);

    /** As {@link #send(Content)} without waiting; completes normally with every outcome, on a virtual thread. Cancelling it cancels. */
    CompletableFuture<Outcome> sendAsync(Content content);

    /** As {@link #send(Message)} without waiting; completes normally with every outcome, on a virtual thread. Cancelling it cancels. */
    CompletableFuture<Outcome> sendAsync(Message message);

    /**
     * Hangs up, and waits until the peer has answered that, at most 32 seconds. While the peer has not acknowledged a call that we
     * accepted, the BYE waits for that ACK (RFC 3261 §15). Does nothing when the call is over.
     */
    void hangUp();

    /** As {@link #hangUp}. */
    @Override
    default void close() {
        hangUp();
    }
}
