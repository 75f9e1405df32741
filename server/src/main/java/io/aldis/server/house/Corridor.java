package io.aldis.server.house;

import io.aldis.net.Flow;
import io.aldis.net.endpoint.EndpointUser;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.server.Answer;
import io.aldis.server.Arrival;
import io.aldis.server.Branches;
import io.aldis.server.Destination;
import io.aldis.server.DeviceHistory;
import io.aldis.server.FlowTokens;
import io.aldis.server.Home;
import io.aldis.server.Identified;
import io.aldis.server.Intake;
import io.aldis.server.Policy;
import io.aldis.server.Redirections;
import io.aldis.server.Routed;
import io.aldis.server.Seals;
import io.aldis.server.Sender;
import io.aldis.server.ServerSettings;
import io.aldis.server.Step;
import io.aldis.server.Track;
import io.aldis.server.courier.Courier;
import io.aldis.server.courier.Resolver;
import io.aldis.server.desk.Desk;
import io.aldis.server.directory.Directory;
import io.aldis.server.gate.Gate;
import io.aldis.server.mailbox.Mailboxes;
import io.aldis.server.mailbox.Surroundings;
import io.aldis.server.registrar.Registrar;
import io.aldis.server.rules.Doors;
import io.aldis.server.rules.ForeignSenders;
import io.aldis.server.rules.Rules;
import io.aldis.server.trail.Scribe;
import io.aldis.sip.Aor;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.Transport;
import io.aldis.sip.locate.Locator;
import io.aldis.sip.locate.Transports;
import io.aldis.sip.transaction.ServerTransaction;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The walk of a request through the rooms, in their order; each gives the ticket for the next or the answer. For the event loop. */
final class Corridor implements EndpointUser {
    private static final Logger LOG = LoggerFactory.getLogger(Corridor.class);

    private final ServerSettings settings;
    private final Directory directory;
    private final InstantSource clock;
    private final Optional<Mail> mail;
    private final BiFunction<SipRequest, Flow, Track> tracks;
    private volatile Map<String, Policy> policies;
    private @Nullable Rooms rooms;

    private record Rooms(
            SipEndpoint endpoint,
            Answers answers,
            Door door,
            Desk desk,
            Gate gate,
            Rules rules,
            Registrar registrar,
            Courier courier,
            Reception reception,
            Optional<Mailboxes> mailboxes,
            Optional<DeliveryDecision> decision,
            HiddenUsers hidden) {}

    Corridor(
            ServerSettings settings,
            Directory directory,
            Optional<Mail> mail,
            Optional<Scribe> scribe,
            InstantSource clock) {
        this.settings = settings;
        this.policies = settings.policies();
        this.directory = directory;
        this.mail = mail;
        this.tracks =
                scribe.<BiFunction<SipRequest, Flow, Track>>map(it -> it::track).orElse((request, flow) -> Track.NONE);
        this.clock = clock;
    }

    /** For requests from now on. For every thread. */
    void policies(Map<String, Policy> others) {
        policies = Map.copyOf(others);
    }

    /** For requests from now on. On the event loop. */
    void intake(Intake other) {
        Rooms open = rooms;
        if (open == null) return;
        open.door().intake(other);
        open.endpoint().shed(Math.max(0, other.delay().toNanos()));
    }

    /** Now that the listeners are known. Requests that were faster are dropped; their senders repeat them. */
    void open(SipEndpoint endpoint) {
        var random = new SecureRandom();
        var home = new Home(
                settings.domains(),
                Addresses.of(endpoint.bound()),
                Addresses.andNames(),
                settings.registration().anyHost());
        var branches = new Branches(random.nextLong());
        var seals = Seals.of(settings.dialogKey(), random.nextLong());
        var courier = new Courier(
                endpoint,
                settings,
                branches,
                seals,
                new Resolver(endpoint::execute, locator(endpoint)),
                redirections(home));
        var desk = new Desk(home, branches, seals, settings.foreign());
        Optional<Mailboxes> mailboxes = mail.map(kept -> mailboxes(endpoint, courier, kept));
        DeviceHistory history = mailboxes.<DeviceHistory>map(it -> it).orElse(DeviceHistory.NONE);
        var doors = new Doors(directory::find, () -> policies, settings);
        var made = new Rooms(
                endpoint,
                new Answers(endpoint, settings.serverHeader()),
                new Door(endpoint, settings, desk::isInsideDialog, random),
                desk,
                new Gate(home, settings, directory, clock, random),
                new Rules(
                        settings.methods(),
                        new ForeignSenders(settings.foreign().from(), clock),
                        this::mayGo,
                        doors),
                new Registrar(directory, directory, history, ways(endpoint), settings, clock),
                courier,
                new Reception(settings.methods()),
                mailboxes,
                mailboxes.map(it -> new DeliveryDecision(directory, courier, it)),
                new HiddenUsers(endpoint.wheel(), directory, doors, mailboxes));
        CompletableFuture.runAsync(() -> open(made), endpoint::execute).join();
    }

    private void open(Rooms made) {
        rooms = made;
        made.endpoint().shed(Math.max(0, settings.intake().delay().toNanos()));
        if (directory.shared()) directory.here(neighbourly(made.endpoint().bound()));
        made.mailboxes().ifPresent(mailboxes -> {
            directory.onTouched(mailboxes::changed);
            directory.onElsewhere(mailboxes::registeredElsewhere);
            directory.onGone(mailboxes::gone);
            mailboxes.start();
        });
    }

    /** Where a neighbour finds us, when there may be one: the listener for TCP, if there is one. */
    private BiFunction<Aor, SipUri, String> ways(SipEndpoint endpoint) {
        if (!directory.shared()) return (aor, contact) -> "";
        var tokens = new FlowTokens(settings.dialogKey());
        String address = neighbourly(endpoint.bound());
        return (aor, contact) -> tokens.way(address, aor, contact);
    }

    private static String neighbourly(List<SipEndpoint.Bound> listeners) {
        var best = listeners.stream()
                .filter(listener -> listener.transport() == Transport.TCP)
                .findFirst()
                .or(() -> listeners.stream()
                        .filter(listener -> isOpenedByUs(listener.transport()))
                        .findFirst())
                .orElseGet(listeners::getFirst);
        return best.sentBy() + ";transport=" + best.transport().parameter();
    }

    private Mailboxes mailboxes(SipEndpoint endpoint, Courier courier, Mail kept) {
        return new Mailboxes(new Surroundings(
                kept.stores(),
                settings.mailbox(),
                directory,
                courier,
                kept.events(),
                endpoint.wheel(),
                endpoint::execute,
                clock,
                new SecureRandom(),
                endpoint.transactions().timers().timeout()));
    }

    /** WebSockets are opened by browsers. */
    private static boolean isOpenedByUs(Transport transport) {
        return transport != Transport.WS && transport != Transport.WSS;
    }

    /** For the transports that we listen on: what we cannot be answered on we do not send on. */
    private static Locator locator(SipEndpoint endpoint) {
        List<Transport> ours = endpoint.bound().stream()
                .map(SipEndpoint.Bound::transport)
                .filter(Corridor::isOpenedByUs)
                .distinct()
                .toList();
        return new Locator(endpoint.dns(), new Transports(ours, true), new SecureRandom());
    }

    /** Along a Route inside of a dialog, where whoever sends can write what he likes. */
    private boolean mayGo(InetAddress source, SipUri next) {
        return !settings.forbidden().forbids(source, next.hostPort()) || directory.isAt(next);
    }

    private Redirections redirections(Home home) {
        return settings.followRedirections() ? new OwnContacts(home, directory) : contact -> List.of();
    }

    @Override
    public boolean hears(byte[] bytes, Flow flow) {
        Rooms open = rooms;
        return open == null || open.door().hears(bytes, flow);
    }

    @Override
    public Optional<SipResponse> turnsAway(SipRequest request, Flow flow) {
        Rooms open = rooms;
        return open == null ? Optional.empty() : open.door().turnsAway(request, flow);
    }

    @Override
    public OptionalInt relief(Flow flow) {
        Rooms open = rooms;
        return open == null ? OptionalInt.empty() : open.door().relief(flow);
    }

    /** Nothing new is taken, and nothing more is brought out of mailboxes. */
    void end() {
        Rooms open = rooms;
        if (open == null) return;
        open.door().end();
        open.mailboxes().ifPresent(Mailboxes::end);
        open.endpoint().stopListening();
    }

    /** Those who wait still hear that it is in vain. */
    void giveUp() {
        Rooms open = rooms;
        if (open == null) return;
        for (ServerTransaction exchange : open.endpoint().transactions().unanswered())
            exchange.answer(open.door().refusal(exchange.request()));
    }

    @Override
    public void request(ServerTransaction exchange, Flow flow) {
        Rooms open = rooms;
        if (open == null) {
            exchange.abandon();
            return;
        }
        SipRequest request = exchange.request();
        Track track = request.method().equals(Method.MESSAGE) ? tracks.apply(request, flow) : Track.NONE;
        if (request.method().makesDialog())
            directory.opened(flow); // its end may be reached over it and no other (RFC 5626 §5.3)
        try {
            if (request.method().equals(Method.CANCEL)) cancel(open, exchange);
            else walk(open, new Arrival(request, Optional.of(exchange), flow, track, clock.instant()), exchange);
        } catch (RuntimeException e) {
            LOG.error("a {} ended in an error of ours", request.method(), e);
            track.told(500);
            open.answers().giveAnybody(exchange, flow, Answer.of(500));
        }
    }

    private void walk(Rooms open, Arrival arrival, ServerTransaction exchange) {
        Step<Identified> known = open.desk().admit(arrival).then(open.gate()::identify);
        if (known instanceof Step.Go<Identified>(Identified ticket))
            arrival.track().identified(ticket.sender());
        switch (known.then(open.rules()::permit).then(ticket -> within(open, ticket))) {
            case Step.Stop<Identified>(Answer answer) -> {
                arrival.track().told(answer);
                if (known instanceof Step.Go<Identified>(Identified ticket) && isProven(ticket))
                    open.answers().give(exchange, answer);
                else open.answers().giveAnybody(exchange, arrival.flow(), answer);
            }
            case Step.Go<Identified>(Identified identified) -> {
                if (isHidden(identified))
                    open.hidden().answer(identified, answer -> answer(open, exchange, identified, answer));
                else onward(open, identified, exchange);
            }
        }
    }

    /** Whether the sender is not to learn whether there is such a user. */
    private boolean isHidden(Identified identified) {
        Destination to = identified.admitted().destination();
        return settings.foreign().hideUsers()
                && identified.sender() instanceof Sender.Stranger
                && (to instanceof Destination.User || to instanceof Destination.Instance);
    }

    /** Whether that user has not sent too many messages. */
    private static Step<Identified> within(Rooms open, Identified identified) {
        if (!(identified.sender() instanceof Sender.User(Aor account))
                || !identified.request().method().equals(Method.MESSAGE)) return Step.go(identified);
        return open.door().turnsAway(account).<Step<Identified>>map(Step::stop).orElseGet(() -> Step.go(identified));
    }

    private void onward(Rooms open, Identified identified, ServerTransaction exchange) {
        Track track = identified.admitted().track();
        switch (identified.admitted().destination()) {
            case Destination.Here _ ->
                answer(open, exchange, identified, open.reception().answer(identified.request()));
            case Destination.Registrar registrar ->
                open.registrar().register(identified, registrar, answer -> {
                    open.answers().give(exchange, answer);
                    if (answer.status().success())
                        open.decision().ifPresent(it -> it.registered(identified, registrar.aor()));
                });
            case Destination.User _
            when identified.request().method().equals(Method.PUBLISH) ->
                answer(open, exchange, identified, open.reception().notAllowed()); // we keep no presence
            case Destination.User(Aor aor)
            when open.mailboxes().filter(room -> room.mayKeep(identified)).isPresent() ->
                open.decision().ifPresent(it -> it.toUser(identified, aor, exchange, told(open, identified, exchange)));
            case Destination.Instance one
            when open.mailboxes().filter(room -> room.mayKeep(identified)).isPresent() ->
                open.decision()
                        .ifPresent(it -> it.toDevice(identified, one, exchange, told(open, identified, exchange)));
            case Destination.User _,
                    Destination.Instance _,
                    Destination.Hop _,
                    Destination.Abroad _,
                    Destination.Holding _ -> {
                switch (directory.route(identified)) {
                    case Step.Stop<Routed>(Answer answer) -> answer(open, exchange, identified, answer);
                    case Step.Go<Routed>(Routed routed) -> {
                        track.routed(routed);
                        open.courier().carry(routed, exchange);
                    }
                }
            }
        }
    }

    /**
     * RFC 3261 §16.10: the CANCEL is ours to answer, the INVITE's branches are cancelled; on other requests it has no effect (§9.2). 200 also
     * for one that was answered, be it by a challenge: its transaction is there. The CANCEL itself cannot be challenged (§22.1).
     */
    private void cancel(Rooms open, ServerTransaction cancel) {
        Optional<ServerTransaction> invited = open.endpoint().transactions().invitedBy(cancel.request());
        open.answers().give(cancel, Answer.of(open.endpoint().transactions().matches(cancel.request()) ? 200 : 481));
        invited.filter(invite -> !invite.answered()).ifPresent(open.courier()::cancel);
    }

    @Override
    public void ack(SipRequest ack, Flow flow) {
        Rooms open = rooms;
        if (open == null) return;
        try {
            pass(open, ack, flow);
        } catch (RuntimeException e) {
            LOG.error("an ACK ended in an error of ours", e);
        }
    }

    private void pass(Rooms open, SipRequest ack, Flow flow) {
        Step<Routed> routed = open.desk()
                .admit(new Arrival(ack, Optional.empty(), flow, clock.instant()))
                .then(open.gate()::identify)
                .then(open.rules()::permit)
                .then(directory::route);
        if (routed instanceof Step.Go<Routed>(Routed ticket)) open.courier().pass(ticket);
    }

    @Override
    public void closed(Flow flow) {
        directory.closed(flow);
    }

    private static Consumer<Answer> told(Rooms open, Identified identified, ServerTransaction exchange) {
        return answer -> answer(open, exchange, identified, answer);
    }

    private static void answer(Rooms open, ServerTransaction exchange, Identified identified, Answer answer) {
        identified.admitted().track().told(answer);
        if (isProven(identified)) open.answers().give(exchange, answer);
        else open.answers().giveAnybody(exchange, identified.admitted().flow(), answer);
    }

    /** Whether the sender is really at the address that it seems to have come from. */
    private static boolean isProven(Identified identified) {
        return switch (identified.sender()) {
            case Sender.User _, Sender.Trusted _ -> true;
            case Sender.Party _ -> identified.admitted().insideDialog();
            case Sender.Stranger _ -> false;
        };
    }
}
