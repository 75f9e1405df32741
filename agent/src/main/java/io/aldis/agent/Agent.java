package io.aldis.agent;

import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.Aor;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A user agent for messages (RFC 3428): one address, its sockets, and its binding with a server.
 *
 * {@snippet :
 * try (var alice = Agent.builder()
 *         .address("sip:alice@example.com")
 *         .password("secret")
 *         .server("127.0.0.1:5060;transport=tcp")
 *         .onMessage(in -> IO.println(in.from().text() + ": " + in.content()))
 *         .open()) {
 *     alice.register();
 *     IO.println(switch (alice.send(Message.text("sip:bob@example.com", "Lunch?"))) {
 *         case Outcome.Delivered(_, var took) -> "delivered in " + took.toMillis() + " ms";
 *         case Outcome.Accepted _ -> "a relay will try";
 *         case Outcome.Refused(_, var code, var why, _) -> code + " " + why;
 *         case Outcome.Failed(_, var failure) -> failure.sentence();
 *     });
 * }
 * }
 *
 * <p>Safe for every thread. What the network and the peer do comes back as values; exceptions are for misuse only.
 */
public final class Agent implements AutoCloseable {
    /** An agent that is not open yet. */
    public static AgentBuilder builder() {
        return new AgentBuilder();
    }

    /** Our own address. */
    public Aor address() {
        throw new UnsupportedOperationException();
    }

    /** The sockets, with the ports that they really have. */
    public List<SipEndpoint.Bound> bound() {
        throw new UnsupportedOperationException();
    }

    /**
     * Registers our contact with the server and waits for its answer. Once {@link Registration.Bound} the binding is refreshed
     * before it expires, until {@link #unregister}, {@link #close}, or the server denies it; see {@link AgentBuilder#onRegistration}.
     * After another answer nothing is tried again before the next call.
     */
    public Registration register() {
        throw new UnsupportedOperationException();
    }

    /** Takes our contact away from the server and waits for its answer; nothing is asked when there is no binding. */
    public void unregister() {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends a message and waits for its outcome, 32 seconds for each try at the most. Never throws for what the network does. The
     * peer may have taken the message although the outcome is {@link Outcome.Failed}.
     */
    public Outcome send(Message message) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #send} without waiting; completes normally with every outcome, on a virtual thread. */
    public CompletableFuture<Outcome> sendAsync(Message message) {
        throw new UnsupportedOperationException();
    }

    /** Unregisters when registered, waiting two seconds for that at the most, and closes the sockets. */
    @Override
    public void close() {}
}
