package io.aldis.agent;

import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.SipUri;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Finds the way for requests of ours and keeps those that wait for an answer. */
final class Requests {
    private static final Reply CLOSED = new Reply.Silence(new Failure.Closed());

    private final SipEndpoint endpoint;
    private final Plan plan;
    private final Set<Exchange> open = new HashSet<>();
    private boolean closed;

    Requests(SipEndpoint endpoint, Plan plan) {
        this.endpoint = endpoint;
        this.plan = plan;
    }

    SipEndpoint endpoint() {
        return endpoint;
    }

    Tokens tokens() {
        return plan.tokens();
    }

    Login login() {
        return plan.login();
    }

    /** How long one transaction waits for its answer. */
    Duration patience() {
        return plan.settings().timers().timeout();
    }

    /**
     * Sends, from any thread, without waiting.
     *
     * @param then hears the reply, once, on the event loop, or at once when the agent is closed
     */
    void send(Draft draft, Consumer<Reply> then) {
        Optional<Hop> next = hop(draft);
        if (next.isEmpty()) {
            String detail = "expected a sip: address that UDP or TCP can reach, or a server for all others";
            onLoop(() -> then.accept(noRoute(draft, detail)), then);
            return;
        }
        Hop hop = next.get();
        hop.literal()
                .ifPresentOrElse(
                        address -> start(draft, peer(hop, address), then),
                        () -> Thread.startVirtualThread(() -> resolve(draft, hop, then)));
    }

    /** Everything goes to the server if there is one; what must be secret on the way cannot go yet (RFC 3261 §26.2.2). */
    private Optional<Hop> hop(Draft draft) {
        if (draft.uri() instanceof SipUri sip && sip.secure()) return Optional.empty();
        return plan.server().or(() -> Hop.of(draft.uri()));
    }

    /** On a virtual thread: the resolver of the JDK waits. */
    private void resolve(Draft draft, Hop hop, Consumer<Reply> then) {
        try {
            start(draft, peer(hop, InetAddress.getByName(hop.host().bareHost())), then);
        } catch (UnknownHostException _) {
            onLoop(() -> then.accept(noRoute(draft, "the name " + hop.host().bareHost() + " has no address")), then);
        }
    }

    private static Exchange.Peer peer(Hop hop, InetAddress address) {
        return new Exchange.Peer(new InetSocketAddress(address, hop.port()), hop.transport());
    }

    private static Reply noRoute(Draft draft, String detail) {
        return new Reply.Silence(new Failure.NoRoute(draft.uri().text(), detail));
    }

    private void start(Draft draft, Exchange.Peer peer, Consumer<Reply> then) {
        onLoop(
                () -> {
                    if (closed) {
                        then.accept(CLOSED);
                    } else {
                        var exchange = new Exchange(this, draft, peer, then);
                        open.add(exchange);
                        exchange.start();
                    }
                },
                then);
    }

    private void onLoop(Runnable work, Consumer<Reply> then) {
        try {
            endpoint.execute(work);
        } catch (RejectedExecutionException _) {
            then.accept(CLOSED);
        }
    }

    // ---- on the event loop

    void ended(Exchange exchange) {
        open.remove(exchange);
    }

    /** Nothing is sent any more, and those who wait hear so. */
    void close() {
        closed = true;
        for (Exchange exchange : List.copyOf(open)) exchange.abort(new Failure.Closed());
    }
}
