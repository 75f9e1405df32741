package io.aldis.agent;

import io.aldis.net.Listen;
import io.aldis.net.TlsSettings;
import io.aldis.net.endpoint.BindException;
import io.aldis.net.endpoint.EndpointSettings;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import io.aldis.sip.SoftwareName;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import io.aldis.sip.Transport;
import io.aldis.sip.transaction.Timers;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How an agent is to be. For one thread, and one agent. */
public final class AgentBuilder {
    /** The most that a MESSAGE may have where nothing is known about its path (RFC 3428 §8). */
    private static final int SAFE = 1300;

    /** What has to stay free of a known MTU (RFC 3428 §8). */
    private static final int SPARE = 200;

    private static final int SMALLEST_MTU = 576;

    private @Nullable Aor address;
    private Optional<String> password = Optional.empty();
    private String display = "";
    private Optional<SoftwareName> userAgent = Optional.empty();
    private List<Hop> servers = List.of();
    private DeviceInstance.Source instance = new DeviceInstance.Source.Machine();
    private boolean outbound = true;
    private Optional<Path> trust = Optional.empty();
    private RouteSet route = RouteSet.NONE;
    private int limit = SAFE;
    private boolean follow = true;
    private InstantSource clock = InstantSource.system();
    private List<Listen> listen = List.of();
    private Optional<String> advertised = Optional.empty();
    private List<InetSocketAddress> nameServers = List.of();
    private Duration expires = Duration.ofHours(1);
    private Timers timers = Timers.DEFAULT;
    private Optional<Duration> firstPause = Optional.empty();
    private Optional<Protection> protection = Optional.empty();
    private Consumer<IncomingMessage> onMessage = _ -> {};
    private Consumer<Registration> onRegistration = _ -> {};
    private Plan.Bell bell = Plan.Bell.SILENT;

    private final ReceivingBuilder receiving = new ReceivingBuilder();

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
     * Our name for people, in From. If not called, there is none.
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
     * The software that we are, for people who look at traces (RFC 3261 §20.41, §20.35): User-Agent in requests, Server in answers, such as
     * {@code Acme/1.2 (campus)}. A message with a User-Agent of its own keeps that. If not called, there is neither.
     *
     * @throws IllegalArgumentException for anything but products and comments in one line, with what was expected and found
     */
    public AgentBuilder userAgent(String products) {
        userAgent = Optional.of(new SoftwareName(products));
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
     * The server that all requests go to, {@code host[:port][;transport=udp|tcp|tls]}: registrar and outbound proxy (RFC 3261 §8.1.2).
     * Over TLS it must have a certificate for that host, or, when that is an address and no name, for the domain of our own address
     * (RFC 5922); nothing is sent to another. Only over TLS do messages to {@code sips:} go out. If not called, REGISTER goes to the host of our address, and a message to the host of its recipient's.
     *
     * <p>With several, doors of one house: we register by each, are reached by any, and send by the first that is there (RFC 5626 §4.2).
     * The order should always be the same: it is by their place that the registrar knows our flows again.
     *
     * @throws IllegalArgumentException when one is something else, with what was expected and found, or there twice
     */
    public AgentBuilder server(String... hops) {
        servers = Stream.of(hops).map(Hop::parse).toList();
        if (servers.stream().distinct().count() < servers.size())
            throw new IllegalArgumentException("server: expected each once but was " + String.join(", ", hops));
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
        instance = new DeviceInstance.Source.Given(kept);
        return this;
    }

    /**
     * As {@link #instance(UUID)}, with an id derived from the account and this name: the same on every machine.
     *
     * @throws IllegalArgumentException for a blank name
     */
    public AgentBuilder instance(String name) {
        if (name.isBlank()) throw new IllegalArgumentException("instance: expected a name but was \"" + name + '"');
        instance = new DeviceInstance.Source.Name(name);
        return this;
    }

    /**
     * As {@link #instance(UUID)}, with an id that is drawn once and kept in that file. {@link #open} makes the file and its directory where
     * they do not exist, and throws {@link AgentStartException} while another agent uses the file.
     */
    public AgentBuilder instanceFile(Path file) {
        instance = new DeviceInstance.Source.Kept(file);
        return this;
    }

    /**
     * Whether flows are asked for (RFC 5626): the server then reaches us over the connection that we have made, and if it agrees, we keep
     * that alive and make it anew when it fails. By default they are; with false the registration is a plain one.
     */
    public AgentBuilder outbound(boolean wanted) {
        outbound = wanted;
        return this;
    }

    /**
     * Whose certificates are believed over TLS: a file with issuers, in PEM. If not called, those that the Java runtime believes.
     */
    public AgentBuilder trust(Path issuers) {
        trust = Optional.of(issuers);
        return this;
    }

    /**
     * The proxies that every request outside of a dialog has to pass, in order, {@code sip:host;lr} each (RFC 3261 §8.1.1.1). The
     * first hop is {@link #server} if that was called, else the first of these. If not called, requests have no Route.
     *
     * @throws IllegalArgumentException for what is no {@code sip:} URI, with what was expected and found
     */
    public AgentBuilder route(String... proxies) {
        route = RouteSet.parse(proxies);
        return this;
    }

    /**
     * Says that no hop between us and any recipient is congestion-unsafe: all of them use TCP or the like, as on a network of one's
     * own (RFC 3428 §8). That the first hop uses TCP is not enough. If not called, a message that has more than 1300 bytes with all
     * its headers is not sent, and its outcome is {@link Failure.TooLarge}.
     */
    public AgentBuilder pathIsSafe() {
        limit = Integer.MAX_VALUE;
        return this;
    }

    /**
     * Says that this is the lowest MTU between us and any recipient: a message may then have 200 bytes less than that, with all its
     * headers (RFC 3428 §8). See {@link #pathIsSafe}.
     *
     * @throws IllegalArgumentException below 576 bytes
     */
    public AgentBuilder pathMtu(int bytes) {
        if (bytes < SMALLEST_MTU)
            throw new IllegalArgumentException(
                    "pathMtu: expected at least " + SMALLEST_MTU + " bytes but was " + bytes);
        limit = bytes - SPARE;
        return this;
    }

    /**
     * What becomes of a message whose recipient has moved (3xx): by default it goes to the contacts that were named, one after the
     * other until one takes it, ten at the most; with false it is refused, and {@link Advice#contacts} has them.
     */
    public AgentBuilder followRedirects(boolean wanted) {
        follow = wanted;
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

    /**
     * Who is asked for domains: where their servers are, which transports they speak (RFC 3263), where their im: addresses are at home
     * (RFC 3861). If not called, the name servers of the system.
     *
     * @param servers resolved addresses, tried in this order
     */
    public AgentBuilder nameServers(InetSocketAddress... servers) {
        nameServers = List.of(servers);
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

    /**
     * Who looks at messages before they are answered, on a virtual thread, one after the other for one sender. It should be quick: after
     * two seconds, or when it throws, the message is refused with 500. If not called, everything acceptable is taken.
     */
    public AgentBuilder screening(Function<IncomingMessage, Screening> screening) {
        receiving.screening = Optional.of(screening);
        return this;
    }

    /**
     * Types that are taken, such as {@code text/html} or {@code image/*}; others are refused with 415. Plain text is always taken, and a
     * multipart for its parts. If not called, every type is.
     *
     * @throws IllegalArgumentException when one is no such type, with what was expected and found
     */
    public AgentBuilder accepts(String... types) {
        receiving.types(types);
        return this;
    }

    /** Languages that are taken, such as {@code en}; messages that say they are in others are refused with 415. If not called, all. */
    public AgentBuilder languages(String... tags) {
        receiving.languages(tags);
        return this;
    }

    /**
     * Senders that are answered 403, by the address in From: {@code sip:eve@example.net}, {@code sip:*@spam.example}. May be called
     * again. What is in From is not proved.
     *
     * @throws IllegalArgumentException when one has no scheme, with what was expected and found
     */
    public AgentBuilder block(String... patterns) {
        return block(403, patterns);
    }

    /** As {@link #block(String...)} with another answer, for example 603: it ends the search for other devices, too. */
    public AgentBuilder block(int code, String... patterns) {
        receiving.block(code, patterns);
        return this;
    }

    /** No messages at all: they are answered 405. */
    public AgentBuilder withoutMessages() {
        receiving.messages = false;
        return this;
    }

    /** What becomes of messages whose time is over; marked if not called. */
    public AgentBuilder late(Late policy) {
        receiving.late = policy;
        return this;
    }

    /** Which messages are refused for their Date; {@link DateCheck#DEFAULT} if not called. */
    public AgentBuilder dates(DateCheck check) {
        receiving.dates = check;
        return this;
    }

    /** Who hears of every answer to a registration, refreshes included, on a virtual thread. If not called, nobody. */
    public AgentBuilder onRegistration(Consumer<Registration> listener) {
        onRegistration = listener;
        return this;
    }

    /**
     * Who hears of calls that come in, on a virtual thread. The media of a call are the application's: it answers with a session
     * description of its own, or refuses. If not called, no INVITE is allowed (405).
     */
    public AgentBuilder onCall(Consumer<IncomingCall> listener) {
        bell = new Plan.Bell(Optional.of(listener), bell.most(), bell.patience());
        return this;
    }

    /**
     * How many calls there may be, those among them that still ring, before the next one hears that we are busy (486); 10 if not
     * called.
     */
    public AgentBuilder calls(int most) {
        if (most < 1) throw new IllegalArgumentException("calls: expected at least 1 but was " + most);
        bell = new Plan.Bell(bell.listener(), most, bell.patience());
        return this;
    }

    /** How long a call may ring before nobody is there (480); one minute if not called. */
    public AgentBuilder ringing(Duration longest) {
        if (longest.toMillis() < 1)
            throw new IllegalArgumentException("ringing: expected at least 1 ms but was " + longest);
        bell = new Plan.Bell(bell.listener(), bell.most(), longest);
        return this;
    }

    /**
     * What signs, encrypts, verifies and decrypts, such as {@code Smime} of module {@code aldis-smime}. If not called, messages that are
     * to be protected fail with {@link Failure.NotProtected}, and protected ones are heard as they came.
     */
    public AgentBuilder protection(Protection by) {
        protection = Optional.of(by);
        return this;
    }

    /** For tests that know what time it is. */
    AgentBuilder clock(InstantSource other) {
        clock = other;
        return this;
    }

    /** For tests that will not wait half a minute. */
    AgentBuilder firstPause(Duration shorter) {
        firstPause = Optional.of(shorter);
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
     * @throws AgentStartException when a socket cannot be opened, or the {@link #instanceFile} not used
     */
    public Agent open() {
        Aor own = address;
        if (own == null) throw new IllegalArgumentException("address: expected sip:user@domain but there is none");
        DeviceInstance device = DeviceInstance.open(instance, own);
        boolean opened = false;
        try {
            Agent agent = Agent.open(plan(own, device));
            opened = true;
            return agent;
        } catch (BindException e) {
            throw new AgentStartException(String.valueOf(e.getMessage()), e);
        } finally {
            if (!opened) device.close();
        }
    }

    /** To read the issuers takes a while: only for those who need them. */
    private EndpointSettings withTls(EndpointSettings plain) {
        boolean secure = trust.isPresent() || servers.stream().anyMatch(hop -> hop.transport() == Transport.TLS);
        return secure ? plain.withTls(new TlsSettings(Optional.empty(), trust)) : plain;
    }

    /** Those that requests go to first. */
    private List<Hop> first(Aor own) {
        if (!servers.isEmpty()) return servers;
        return route
                .first()
                .flatMap(Hop::of)
                .or(() -> Hop.of(own.uri()).filter(hop -> hop.literal().isPresent()))
                .stream()
                .toList();
    }

    Plan plan(Aor own, DeviceInstance device) {
        var tokens = new Tokens();
        EndpointSettings settings = listen.isEmpty() ? Standpoint.towards(first(own)) : EndpointSettings.of(listen);
        EndpointSettings known =
                withTls(advertised.map(settings::withAdvertised).orElse(settings));
        return new Plan(
                Identity.of(own, display, tokens, device),
                userAgent,
                new Login(own.user(), password, tokens),
                tokens,
                servers,
                new Plan.Keeping(
                        expires,
                        firstPause
                                .map(pause -> new Pace(tokens.random(), pause))
                                .orElseGet(() -> new Pace(tokens.random())),
                        outbound),
                known.withTimers(timers).withNameServers(nameServers),
                receiving.build(clock, protection.map(Protection::accepts).orElse(List.of())),
                protection,
                new Plan.Sending(route, limit, follow, clock),
                new Plan.Listeners(onMessage, onRegistration),
                bell);
    }
}
