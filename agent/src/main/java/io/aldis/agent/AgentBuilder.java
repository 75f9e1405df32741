package io.aldis.agent;

import io.aldis.net.Listen;
import io.aldis.net.endpoint.BindException;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.transaction.Timers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How an agent is to be. For one thread, and one agent. */
public final class AgentBuilder {
    private @Nullable Aor address;
    private Optional<String> password = Optional.empty();
    private Optional<Hop> server = Optional.empty();
    private List<Listen> listen = List.of();
    private Optional<String> advertised = Optional.empty();
    private Duration expires = Duration.ofHours(1);
    private Timers timers = Timers.DEFAULT;
    private Consumer<IncomingMessage> onMessage = _ -> {};
    private Consumer<Registration> onRegistration = _ -> {};

    AgentBuilder() {}

    /**
     * Our own address, {@code sip:user@domain}. Must be called.
     *
     * @throws IllegalArgumentException when it is something else, with what was expected and found
     */
    public AgentBuilder address(String sipUri) {
        try {
            SipUri uri = SipUri.parse(sipUri);
            if (uri.secure()) throw new SyntaxException("address", "sip:", sipUri);
            address = Aor.of(uri);
        } catch (SyntaxException _) {
            throw new IllegalArgumentException("address: expected sip:user@domain but was \"" + sipUri + '"');
        }
        return this;
    }

    /** What answers the challenges of servers. If not called, a challenge is an outcome: refused with 401 or 407. */
    public AgentBuilder password(String secret) {
        password = Optional.of(secret);
        return this;
    }

    /** As {@link #password(String)}, for those who read it as characters; the array is copied. */
    public AgentBuilder password(char[] secret) {
        return password(new String(secret));
    }

    /**
     * The server that all requests go to, {@code host[:port][;transport=udp|tcp]}: registrar and outbound proxy (RFC 3261 §8.1.2).
     * If not called, REGISTER goes to the host of our address, and a message to the host of its recipient's.
     *
     * @throws IllegalArgumentException when it is something else, with what was expected and found
     */
    public AgentBuilder server(String hop) {
        server = Optional.of(Hop.parse(hop));
        return this;
    }

    /**
     * Where to listen. If not called, UDP and TCP on any free port: of the loopback address when the server is on this machine,
     * else of all addresses.
     */
    public AgentBuilder listen(Listen... where) {
        listen = List.of(where);
        return this;
    }

    /**
     * Our host for others, in Via and Contact. If not called, the address that we listen on; servers find us behind a name that means
     * nothing to them by where our packets come from.
     */
    public AgentBuilder advertise(String host) {
        advertised = Optional.of(host);
        return this;
    }

    /** How long a binding is asked for; one hour if not called. The server may grant another time. */
    public AgentBuilder expires(Duration wanted) {
        if (wanted.toSeconds() < 1)
            throw new IllegalArgumentException("expires: expected at least 1 s but was " + wanted);
        expires = wanted;
        return this;
    }

    /**
     * Who hears of messages, after they have been answered 200: on a virtual thread, one after the other for one sender, at the same
     * time for several. What it throws goes to the log. If not called, messages are answered and dropped.
     */
    public AgentBuilder onMessage(Consumer<IncomingMessage> listener) {
        onMessage = listener;
        return this;
    }

    /** Who hears of every answer to a registration, refreshes included, on a virtual thread. If not called, nobody. */
    public AgentBuilder onRegistration(Consumer<Registration> listener) {
        onRegistration = listener;
        return this;
    }

    /** For tests that will not wait 32 seconds. */
    AgentBuilder timers(Timers shorter) {
        timers = shorter;
        return this;
    }

    /**
     * Opens the sockets; what comes in is answered from now on.
     *
     * @throws IllegalArgumentException when there is no address
     * @throws AgentStartException when a socket cannot be opened
     */
    public Agent open() {
        Aor own = address;
        if (own == null) throw new IllegalArgumentException("address: expected sip:user@domain but there is none");
        try {
            return Agent.open(plan(own));
        } catch (BindException e) {
            throw new AgentStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private Plan plan(Aor own) {
        var tokens = new Tokens();
        EndpointSettings settings = listen.isEmpty()
                ? Standpoint.towards(server.or(
                        () -> Hop.of(own.uri()).filter(hop -> hop.literal().isPresent())))
                : EndpointSettings.of(listen);
        EndpointSettings known = advertised.map(settings::withAdvertised).orElse(settings);
        return new Plan(
                Identity.of(own, tokens),
                new Login(own.user(), password, tokens),
                tokens,
                server,
                expires,
                known.withTimers(timers),
                new Plan.Listeners(onMessage, onRegistration));
    }
}
