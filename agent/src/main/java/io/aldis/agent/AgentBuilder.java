package io.aldis.agent;

import io.aldis.im.MediaRange;
import io.aldis.net.Listen;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import io.aldis.sip.SoftwareName;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import io.aldis.sip.transaction.Timers;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Settings of an agent that is not open yet. For one thread, and one agent. */
public final class AgentBuilder {
    /** Limit in octets on a MESSAGE when nothing is known about its path (RFC 3428 §8). */
    private static final int SAFE = 1300;

    /** Octets of a known MTU that must stay free (RFC 3428 §8). */
    private static final int SPARE = 200;

    private static final int SMALLEST_MTU = 576;
    /** Longest time for {@link #screening}: a sender waits 32 seconds (RFC 3261 §17.1.2.2, timer F). */
    private static final Duration LONGEST_SCREENING = Duration.ofSeconds(30);

    private @Nullable Aor address;
    private Optional<String> password = Optional.empty();
    private String display = "";
    private Optional<SoftwareName> software = Optional.empty();
    private AgentSettings.Instance instance = new AgentSettings.Instance.Machine();
    private AgentSettings.Registering registering = AgentSettings.Registering.DEFAULT;
    private AgentSettings.Sending sending = new AgentSettings.Sending(List.of(), SAFE, true, Optional.empty());
    private AgentSettings.Receiving receiving = AgentSettings.Receiving.DEFAULT;
    private AgentSettings.Surroundings surroundings =
            new AgentSettings.Surroundings(InstantSource.system(), Optional.empty());
    private Optional<AgentEngine> engine = Optional.empty();
    private AgentEngine.Settings network = AgentEngine.Settings.DEFAULT;
    private final List<Consumer<Agent>> listeners = new ArrayList<>();

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

    /**
     * Display name in From. If not called, there is none.
     *
     * @throws IllegalArgumentException for more than one line
     */
    public AgentBuilder displayName(String name) {
        if (!Token.oneLine(name))
            throw new IllegalArgumentException("displayName: expected one line but was \"" + name + '"');
        display = name;
        return this;
    }

    /**
     * The name and version of the program, for people who read traces (RFC 3261 §20.35, §20.41): User-Agent in requests, Server in answers, such
     * as {@code Acme/1.2 (campus)}. A message with a User-Agent of its own keeps that. If not called, there is neither.
     *
     * @throws IllegalArgumentException for anything but products and comments in one line, with what was expected and found
     */
    public AgentBuilder userAgent(String products) {
        software = Optional.of(new SoftwareName(products));
        return this;
    }

    /** The password for challenges of servers. If not called, a challenge is an outcome: refused with 401 or 407. */
    public AgentBuilder password(String secret) {
        password = Optional.of(secret);
        return this;
    }

    /** As {@link #password(String)}, as characters; the array is copied. */
    public AgentBuilder password(char[] secret) {
        return password(new String(secret));
    }

    /**
     * The server that all requests go to, {@code host[:port][;transport=udp|tcp|tls]}: registrar and outbound proxy (RFC 3261 §8.1.2).
     * Over TLS its certificate must be for that host, or, when that is an address and no name, for the domain of our own address
     * (RFC 5922); nothing is sent to another. Messages to {@code sips:} are sent over TLS only. If not called, REGISTER goes to the host of
     * our address, and a message to the host of its recipient's.
     *
     * <p>With several servers the agent keeps one outbound flow per server (reg-id = position, RFC 5626 §4.2), receives on all and sends
     * through the first reachable one. Keep the order across restarts.
     *
     * @throws IllegalArgumentException when one is something else, with what was expected and found, or there twice
     */
    public AgentBuilder server(String... hops) {
        List<SipUri> servers = ServerText.servers(hops);
        registering = new AgentSettings.Registering(
                servers, registering.expires(), registering.outbound(), registering.firstPause());
        return this;
    }

    /**
     * The instance id of this device (RFC 5626 §4.1). The server keeps messages for a device by it, so it must be the same after a restart.
     * No two agents of one account may have the same one at a time: each would take over the registration of the other.
     *
     * <p>If neither this, {@link #instance(String)} nor {@link #instanceFile} is called, the id is derived from the account, the host name
     * and the user of the operating system. Several agents of one account that are open on one machine at the same time, in one process or
     * in several, have different ids: the first, the second, and so on, in the order in which they were opened. Programs that run at the
     * same time for one account, and those whose host name changes (containers), should have a name or a file each.
     */
    public AgentBuilder instance(UUID kept) {
        instance = new AgentSettings.Instance.Given(kept);
        return this;
    }

    /**
     * As {@link #instance(UUID)}, with an id derived from the account and this name: the same on every machine.
     *
     * @throws IllegalArgumentException for a blank name
     */
    public AgentBuilder instance(String name) {
        if (name.isBlank()) throw new IllegalArgumentException("instance: expected a name but was \"" + name + '"');
        instance = new AgentSettings.Instance.Name(name);
        return this;
    }

    /**
     * As {@link #instance(UUID)}, with an id that is drawn once and kept in that file. {@link #open} makes the file and its directory where
     * they do not exist, and throws {@link AgentStartException} while another agent uses the file.
     */
    public AgentBuilder instanceFile(Path file) {
        instance = new AgentSettings.Instance.Kept(file);
        return this;
    }

    /**
     * Whether flows are asked for (RFC 5626): the server then reaches us over the connection that we have made, and if it agrees, the agent
     * keeps that alive and makes it anew when it fails. By default they are; with false the registration is a plain one.
     */
    public AgentBuilder outbound(boolean wanted) {
        registering = new AgentSettings.Registering(
                registering.servers(), registering.expires(), wanted, registering.firstPause());
        return this;
    }

    /**
     * The proxies that every request outside of a dialog has to pass, in order, {@code sip:host;lr} each (RFC 3261 §8.1.1.1). The
     * first hop is {@link #server} if that was called, else the first of these. If not called, requests have no Route.
     *
     * @throws IllegalArgumentException for what is no {@code sip:} URI, with what was expected and found
     */
    public AgentBuilder route(String... proxies) {
        List<SipUri> route = ServerText.route(proxies);
        sending = new AgentSettings.Sending(route, sending.limit(), sending.follow(), sending.protection());
        return this;
    }

    /**
     * Declares that no hop between us and any recipient is congestion-unsafe: all of them use TCP or the like, as in a private network (RFC
     * 3428 §8). That the first hop uses TCP is not enough. If not called, a message that has more than 1300 bytes with all its headers is
     * not sent, and its outcome is {@link Failure.TooLarge}.
     */
    public AgentBuilder pathIsSafe() {
        return limit(Integer.MAX_VALUE);
    }

    /**
     * Declares the lowest MTU between us and any recipient: a message may then have 200 bytes less than that, with all its headers (RFC
     * 3428 §8). See {@link #pathIsSafe}.
     *
     * @throws IllegalArgumentException below 576 bytes
     */
    public AgentBuilder pathMtu(int bytes) {
        if (bytes < SMALLEST_MTU)
            throw new IllegalArgumentException(
                    "pathMtu: expected at least " + SMALLEST_MTU + " bytes but was " + bytes);
        return limit(bytes - SPARE);
    }

    private AgentBuilder limit(int octets) {
        sending = new AgentSettings.Sending(sending.route(), octets, sending.follow(), sending.protection());
        return this;
    }

    /**
     * Whether a 3xx is followed: by default the message goes to the contacts that it names, one after the other until one takes it, at most
     * ten; with false it is refused, and {@link RefusalDetails#contacts} has them.
     */
    public AgentBuilder followRedirects(boolean wanted) {
        sending = new AgentSettings.Sending(sending.route(), sending.limit(), wanted, sending.protection());
        return this;
    }

    /**
     * Signs, encrypts, verifies and decrypts messages, such as {@code Smime} of module {@code aldis-smime}. If not called, messages that
     * are to be protected fail with {@link Failure.NotProtected}, and protected ones are delivered as they arrived.
     */
    public AgentBuilder protection(Protection by) {
        sending = new AgentSettings.Sending(sending.route(), sending.limit(), sending.follow(), Optional.of(by));
        return this;
    }

    // ---- sockets, for an agent without engine

    /** The engine whose event loop, sockets, TLS and DNS the agent uses. If not called, it opens an engine of its own, and closes it. */
    public AgentBuilder engine(AgentEngine shared) {
        engine = Optional.of(shared);
        return this;
    }

    /** Trusted issuers for TLS: a file with certificates in PEM. If not called, those of the Java runtime. */
    public AgentBuilder trust(Path issuers) {
        network = network.resources(network.resources().trust(issuers));
        return this;
    }

    /**
     * Where to listen. If not called, UDP and TCP on any free port: of the loopback address when the server is on this machine,
     * else of all addresses.
     */
    public AgentBuilder listen(Listen... where) {
        network = network.listen(List.of(where));
        return this;
    }

    /**
     * Our host in Via and Contact. If not called, the address that we listen on; a server behind which that address means nothing uses the
     * source of our packets.
     */
    public AgentBuilder advertise(String host) {
        network = network.advertised(host);
        return this;
    }

    /**
     * The name servers for look-ups of domains: their servers and transports (RFC 3263), and the servers of their im: addresses (RFC 3861).
     * If not called, the name servers of the system.
     *
     * @param servers resolved addresses, tried in this order
     */
    public AgentBuilder nameServers(InetSocketAddress... servers) {
        network = network.resources(network.resources().nameServers(List.of(servers)));
        return this;
    }

    /** Transaction timers, for tests that cannot wait 32 seconds. */
    AgentBuilder timers(Timers shorter) {
        network = network.resources(network.resources().timers(shorter));
        return this;
    }

    // ---- registration

    /** Requested lifetime of a binding; one hour if not called. The server may grant another time. */
    public AgentBuilder expires(Duration wanted) {
        if (wanted.toSeconds() < 1)
            throw new IllegalArgumentException("expires: expected at least 1 s but was " + wanted);
        registering = new AgentSettings.Registering(
                registering.servers(), wanted, registering.outbound(), registering.firstPause());
        return this;
    }

    /** Shortest pause after a failed registration, for tests that cannot wait half a minute. */
    AgentBuilder firstPause(Duration shorter) {
        registering = new AgentSettings.Registering(
                registering.servers(), registering.expires(), registering.outbound(), shorter);
        return this;
    }

    // ---- listeners

    /**
     * Adds a listener of messages, called after they have been answered 200: on a virtual thread, one after the other for one sender, at
     * the same time for several. Its exceptions are logged. If not called, messages are answered and dropped. {@link Agent#onMessage} adds
     * one later.
     */
    public AgentBuilder onMessage(Consumer<IncomingMessage> listener) {
        return onOpen(agent -> agent.onMessage(listener));
    }

    /** As {@link #onMessage}, with the agent that got the message. */
    public AgentBuilder messageHandler(BiConsumer<Agent, IncomingMessage> handler) {
        return onOpen(agent -> agent.onMessage(message -> handler.accept(agent, message)));
    }

    /** Adds a listener of every answer to a registration, refreshes included, on a virtual thread. */
    public AgentBuilder onRegistration(Consumer<Registration> listener) {
        return onOpen(agent -> agent.onRegistration(listener));
    }

    /**
     * Adds a listener of incoming calls, on a virtual thread. The media of a call are the application's: it answers with a session
     * description of its own, or refuses. If not called, no INVITE is allowed (405).
     */
    public AgentBuilder onCall(Consumer<IncomingCall> listener) {
        return onOpen(agent -> agent.onCall(listener));
    }

    /** As {@link #onCall}, with the called agent. */
    public AgentBuilder callHandler(BiConsumer<Agent, IncomingCall> handler) {
        return onOpen(agent -> agent.onCall(call -> handler.accept(agent, call)));
    }

    /** Observes requests and answers on the network. If not called, nothing does. */
    public AgentBuilder events(AgentEvents observer) {
        surroundings = new AgentSettings.Surroundings(surroundings.clock(), Optional.of(observer));
        return this;
    }

    private AgentBuilder onOpen(Consumer<Agent> listener) {
        listeners.add(listener);
        return this;
    }

    /** The clock, for tests with a fixed time. */
    AgentBuilder clock(InstantSource other) {
        surroundings = new AgentSettings.Surroundings(other, surroundings.events());
        return this;
    }

    // ---- accepted messages and calls

    /**
     * Decides about messages before they are answered, on a virtual thread, one after the other for one sender. It should be quick: after
     * two seconds, or when it throws, the message is refused with 500. If not called, everything acceptable is taken.
     */
    public AgentBuilder screening(Function<IncomingMessage, Screening> decision) {
        return screen(new AgentSettings.Screen(
                Optional.of(decision), receiving.screen().limit()));
    }

    /**
     * How long {@link #screening} may take before the message is refused with 500; two seconds if not called. A sender gives up after 32
     * seconds, a proxy often earlier.
     *
     * @throws IllegalArgumentException for less than a millisecond and more than 30 seconds
     */
    public AgentBuilder screeningLimit(Duration longest) {
        if (longest.toMillis() < 1 || longest.compareTo(LONGEST_SCREENING) > 0)
            throw new IllegalArgumentException(
                    "screeningLimit: expected 1 ms to " + LONGEST_SCREENING.toSeconds() + " s but was " + longest);
        return screen(new AgentSettings.Screen(receiving.screen().decision(), longest));
    }

    private AgentBuilder screen(AgentSettings.Screen screen) {
        receiving = new AgentSettings.Receiving(
                receiving.messages(), receiving.accepted(), screen, receiving.dates(), receiving.calls());
        return this;
    }

    /**
     * Accepted media types, such as {@code text/html} or {@code image/*}; others are refused with 415. Plain text is always accepted, and a
     * multipart by its parts. If not called, every type is.
     *
     * @throws IllegalArgumentException when one is no such type, with what was expected and found
     */
    public AgentBuilder accepts(String... types) {
        AgentSettings.Accepted old = receiving.accepted();
        return accepted(new AgentSettings.Accepted(
                Stream.of(types).map(MediaRange::new).toList(), old.languages(), old.blocked()));
    }

    /** Accepted languages, such as {@code en}; messages that declare others are refused with 415. If not called, all. */
    public AgentBuilder languages(String... tags) {
        AgentSettings.Accepted old = receiving.accepted();
        return accepted(new AgentSettings.Accepted(old.types(), List.of(tags), old.blocked()));
    }

    /**
     * Senders that are answered 403, by the address in From: {@code sip:eve@example.net}, {@code sip:*@spam.example}. May be called
     * again. What is in From is not verified.
     *
     * @throws IllegalArgumentException when one has no scheme, with what was expected and found
     */
    public AgentBuilder block(String... patterns) {
        return block(403, patterns);
    }

    /** As {@link #block(String...)} with another answer, for example 603: it ends the search for other devices, too. */
    public AgentBuilder block(int code, String... patterns) {
        AgentSettings.Accepted old = receiving.accepted();
        var blocked = new ArrayList<>(old.blocked());
        for (String pattern : patterns) blocked.add(new AgentSettings.Block(pattern, Screening.refuse(code)));
        return accepted(new AgentSettings.Accepted(old.types(), old.languages(), List.copyOf(blocked)));
    }

    private AgentBuilder accepted(AgentSettings.Accepted accepted) {
        receiving = new AgentSettings.Receiving(
                receiving.messages(), accepted, receiving.screen(), receiving.dates(), receiving.calls());
        return this;
    }

    /** Accepts no messages: they are answered 405. */
    public AgentBuilder withoutMessages() {
        receiving = new AgentSettings.Receiving(
                false, receiving.accepted(), receiving.screen(), receiving.dates(), receiving.calls());
        return this;
    }

    /** How expired messages are handled; marked if not called. */
    public AgentBuilder late(Late policy) {
        return dates(new AgentSettings.Dates(policy, receiving.dates().check()));
    }

    /** Which messages are refused for their Date; {@link DateCheck#DEFAULT} if not called. */
    public AgentBuilder dates(DateCheck check) {
        return dates(new AgentSettings.Dates(receiving.dates().late(), check));
    }

    private AgentBuilder dates(AgentSettings.Dates dates) {
        receiving = new AgentSettings.Receiving(
                receiving.messages(), receiving.accepted(), receiving.screen(), dates, receiving.calls());
        return this;
    }

    /** Limit on calls, ringing ones included; the next one is refused as busy (486); 10 if not called. */
    public AgentBuilder calls(int most) {
        if (most < 1) throw new IllegalArgumentException("calls: expected at least 1 but was " + most);
        return calls(new AgentSettings.Calls(most, receiving.calls().ringing()));
    }

    /** How long a call may ring before it is refused with 480; one minute if not called. */
    public AgentBuilder ringing(Duration longest) {
        if (longest.toMillis() < 1)
            throw new IllegalArgumentException("ringing: expected at least 1 ms but was " + longest);
        return calls(new AgentSettings.Calls(receiving.calls().most(), longest));
    }

    private AgentBuilder calls(AgentSettings.Calls calls) {
        receiving = new AgentSettings.Receiving(
                receiving.messages(), receiving.accepted(), receiving.screen(), receiving.dates(), calls);
        return this;
    }

    // ---- open

    /**
     * Opens the agent, and its sockets if it has no {@link #engine}; incoming requests are answered from now on.
     *
     * @throws IllegalArgumentException when there is no address
     * @throws IllegalStateException when sockets are configured although the agent has an {@link #engine}
     * @throws AgentStartException when a socket cannot be opened, or the {@link #instanceFile} not used
     */
    public Agent open() {
        AgentSettings settings = settings();
        List<Consumer<Agent>> added = List.copyOf(listeners);
        if (engine.isEmpty())
            return ownEngine(settings).open(settings, agent -> added.forEach(one -> one.accept(agent)));
        if (!network.equals(AgentEngine.Settings.DEFAULT))
            throw new IllegalStateException(
                    "engine: expected listen, advertise, trust and nameServers of the engine but the agent has its"
                            + " own");
        return engine.get().open(settings, agent -> added.forEach(one -> one.accept(agent)));
    }

    private AgentEngine ownEngine(AgentSettings settings) {
        AgentEngine.Settings own = network.servers(first(settings));
        return (servers().stream().anyMatch(ServerText::isTls) ? own.secure() : own).open();
    }

    private List<SipUri> servers() {
        return registering.servers();
    }

    /** First hops of requests. */
    private List<SipUri> first(AgentSettings settings) {
        if (!servers().isEmpty()) return servers();
        if (!sending.route().isEmpty()) return sending.route().subList(0, 1);
        SipUri own = settings.account().address().uri();
        return ServerText.isLiteral(own) ? List.of(own) : List.of();
    }

    AgentSettings settings() {
        Aor own = address;
        if (own == null) throw new IllegalArgumentException("address: expected sip:user@domain but there is none");
        var account = new AgentSettings.Account(own, display, password, instance, software);
        return new AgentSettings(account, registering, sending, receiving, surroundings);
    }
}
