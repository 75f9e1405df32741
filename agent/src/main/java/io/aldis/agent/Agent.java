package io.aldis.agent;

import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.Aor;
import io.aldis.sip.outbound.OwnGruus;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A user agent for messages (RFC 3428): one address, and its binding with a server.
 *
 * {@snippet :
 * try (var alice = Agent.builder()
 *         .address("sip:alice@example.com")
 *         .password("secret")
 *         .server("127.0.0.1:5060;transport=tcp")
 *         .instance("lunch-bot") // the same device after a restart: it gets what came meanwhile
 *         .onMessage(in -> IO.println(in.from().text() + ": " + in.content()))
 *         .open()) {
 *     alice.register();
 *     IO.println(switch (alice.send(Message.text("sip:bob@example.com", "Lunch?"))) {
 *         case Outcome.Delivered delivered -> "delivered in " + delivered.took().toMillis() + " ms";
 *         case Outcome.Accepted _ -> "kept by a server";
 *         case Outcome.Refused refused -> refused.status() + " " + refused.reason();
 *         case Outcome.Failed failed -> failed.failure().sentence();
 *     });
 * }
 * }
 *
 * <p>Life cycle: {@link AgentBuilder#open} opens the sockets, {@link #register} makes a binding that is refreshed from then on, {@link #close}
 * removes it and closes the sockets. After {@code close} every method that sends answers {@link Failure.Closed}; nothing throws.
 *
 * <p>Threads: safe for every thread. Methods that wait are meant for virtual threads. Listeners are called on virtual threads and may wait.
 *
 * <p>Errors: failures of the network and of the peer are return values; exceptions are for misuse only.
 *
 * <p>Programs do not implement this interface, except for tests of their own.
 */
public interface Agent extends AutoCloseable {
    /** Settings of an agent that is not open yet. */
    static AgentBuilder builder() {
        return new AgentBuilder();
    }

    /** Our own address. */
    Aor address();

    /** The instance id under which this agent registers (RFC 5626 §4.1); see {@link AgentBuilder#instance(UUID)}. */
    UUID instance();

    /** The sockets, with the ports that were bound; those of the engine, when the agent has none of its own. */
    List<SipEndpoint.Bound> bound();

    /**
     * The GRUUs that the server has assigned to this device at the last registration (RFC 5627). Requests for one of them reach this agent
     * and no other device of its user. None when there is no registration, or the server assigns none.
     */
    OwnGruus gruus();

    // ---- registration

    /**
     * Registers our contact with the server and waits for its answer; with several servers for the first success. Once
     * {@link Registration.Bound} the binding is refreshed before it expires, until {@link #unregister}, {@link #close}, or the server
     * refuses it; see {@link #onRegistration}. After another answer nothing is tried again before the next call.
     */
    Registration register();

    /**
     * Removes our contact from the server and waits for its answer; nothing is sent when there is no binding. The listeners of
     * {@link #onRegistration} are called with {@link Registration.Unbound}.
     */
    void unregister();

    // ---- messages

    /**
     * Sends a message and waits for its outcome, at most 32 seconds for each try. Never throws for network failures. The
     * recipient may have taken the message although the outcome is {@link Outcome.Failed}; see {@link Failure#mayHaveArrived}.
     *
     * <p>One message is under way to one address at a time (RFC 3428 §8); those behind it wait, and {@link Outcome#waited} says how
     * long. A thread that sends to several addresses at the same time uses {@link #sendAsync}. When the thread is interrupted the message is
     * cancelled.
     */
    default Outcome send(Message message) {
        return send(message, MessageId.random());
    }

    /**
     * As {@link #send(Message)}, with an id that the program has chosen and may have stored: a message that is sent again under the same id
     * has the same Call-ID and From tag, so that a server or device that took the first one recognises the second.
     */
    Outcome send(Message message, MessageId id);

    /**
     * As {@link #send(Message)} without waiting; completes normally with every outcome, on a virtual thread. Cancelling the future cancels
     * the message: one that is queued is not sent, one that was sent is not sent again.
     */
    default CompletableFuture<Outcome> sendAsync(Message message) {
        return sendAsync(message, MessageId.random());
    }

    /** As {@link #send(Message, MessageId)} without waiting. */
    CompletableFuture<Outcome> sendAsync(Message message, MessageId id);

    // ---- calls

    /** As {@link #call(Invitation)}, with SDP and one minute to answer. */
    default CallAnswer call(String to, byte[] sdp) {
        return call(Invitation.to(to, sdp));
    }

    /**
     * Places a call and waits for its answer, as long as the invitation says; then, and when the thread is interrupted, it is cancelled.
     * When several phones take it, the first gets the call, and the others get a BYE. Never throws for network failures.
     */
    CallAnswer call(Invitation invitation);

    // ---- listeners

    /**
     * Adds a listener of messages that arrive from now on. It is called after the message was answered 200, on a virtual thread, for one
     * sender one message after the other. Its exceptions are logged.
     */
    Subscription onMessage(Consumer<IncomingMessage> listener);

    /** Adds a listener of every answer to a registration, refreshes included, on a virtual thread. */
    Subscription onRegistration(Consumer<Registration> listener);

    /** Adds a listener of incoming calls, on a virtual thread. Without one no INVITE is allowed (405). */
    Subscription onCall(Consumer<IncomingCall> listener);

    /** Opens an inbox, from which messages are taken one by one; every incoming message goes to all listeners and all open inboxes. */
    Inbox inbox();

    /** A listener that can be removed. */
    interface Subscription extends AutoCloseable {
        /** Removes the listener; it may still be called for earlier messages. A second call does nothing. */
        @Override
        void close();
    }

    /**
     * Ends calls, removes the binding, and waits for that and for queued listener calls, at most two seconds each; then closes the sockets,
     * unless they are those of an {@link AgentEngine}. Calls that wait for an outcome return {@link Failure.Closed}. A second call does
     * nothing.
     */
    @Override
    void close();
}
