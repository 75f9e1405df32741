package io.aldis.server.registrar;

import io.aldis.server.Accounts;
import io.aldis.server.Answer;
import io.aldis.server.Binding;
import io.aldis.server.Destination;
import io.aldis.server.DeviceHistory;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.Field;
import io.aldis.server.Forbidden;
import io.aldis.server.Gruus;
import io.aldis.server.Identified;
import io.aldis.server.Locations;
import io.aldis.server.Sender;
import io.aldis.server.ServerEvents;
import io.aldis.server.ServerSettings;
import io.aldis.server.Step;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.Status;
import io.aldis.sip.SyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Processes registrations (RFC 3261 §10.3): reads the request, computes the new set of bindings, and answers with all of them when they are on disk.
 */
@OnEventLoop
public final class Registrar {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final List<String> UNDERSTOOD = List.of("path", "outbound", "gruu");

    private static final HeaderName FLOW_TIMER = HeaderName.of("Flow-Timer");

    private final Accounts accounts;
    private final Locations locations;
    private final BiFunction<Aor, SipUri, String> clusterRoutes;
    private final ServerSettings settings;
    private final Gruus gruus;
    private final DeviceHistory history;
    private final InstantSource clock;
    private final ServerEvents events;

    /**
     * The records that it reads and changes.
     *
     * @param history of the devices, so that one without an instance is recognised when it returns
     */
    public record Records(Accounts accounts, Locations locations, DeviceHistory history) {}

    /** @param clusterRoutes the {@link Binding#clusterRoute} for a contact that this server alone can reach */
    public Registrar(
            Records records,
            BiFunction<Aor, SipUri, String> clusterRoutes,
            ServerSettings settings,
            InstantSource clock,
            ServerEvents events) {
        this.accounts = records.accounts();
        this.locations = records.locations();
        this.history = records.history();
        this.clusterRoutes = clusterRoutes;
        this.settings = settings;
        this.gruus = new Gruus(settings.dialogKey());
        this.clock = clock;
        this.events = events;
    }

    /**
     * The result of a REGISTER.
     *
     * @param changed whether it was accepted and had contacts
     * @param set the bindings that it has set or refreshed
     */
    public record Result(Answer answer, boolean changed, List<Binding> set) {
        public Result {
            set = List.copyOf(set);
        }

        static Result of(Answer answer) {
            return new Result(answer, false, List.of());
        }
    }

    /** @param result called with the result, now or when the store is done */
    public void register(Identified identified, Destination.Registrar registrar, Consumer<Result> result) {
        Consumer<Answer> reply = answer -> result.accept(Result.of(answer));
        Aor aor = registrar.aor();
        if (accounts.find(aor).isEmpty()) {
            if (!(identified.sender() instanceof Sender.Trusted) || !settings.openRegistration()) {
                reply.accept(Answer.of(404));
                return;
            }
            accounts.makeVolatile(aor);
        }
        try {
            switch (asked(identified, aor)) {
                case Step.Stop<RegisterRequest>(Answer refused) -> reply.accept(refused);
                case Step.Go<RegisterRequest>(RegisterRequest asked) -> keep(identified, aor, asked, result);
            }
        } catch (SyntaxException e) {
            reply.accept(Answer.of(400, e.sentence()));
        }
    }

    private Step<RegisterRequest> asked(Identified identified, Aor aor) {
        List<String> foreign = new ArrayList<>(identified.request().headers().values(HeaderName.REQUIRE));
        foreign.removeIf(tag -> UNDERSTOOD.contains(tag.toLowerCase(Locale.ROOT)));
        if (!foreign.isEmpty())
            return Step.stop(Answer.of(420, new Field(HeaderName.UNSUPPORTED, String.join(", ", foreign))));
        return RegisterRequest.read(
                identified.request(),
                new RegisterRequest.Circumstances(
                        identified.admitted().flow(),
                        settings.registration(),
                        identified.sender() instanceof Sender.Trusted ? Forbidden.NOTHING : settings.forbidden(),
                        contact -> clusterRoutes.apply(aor, contact),
                        clock.instant(),
                        identified.notBefore()));
    }

    private void keep(Identified identified, Aor aor, RegisterRequest asked, Consumer<Result> reply) {
        if (identified.request().headers().first(HeaderName.CONTACT) < 0) { // a query only (RFC 3261 §10.2.3)
            reply.accept(Result.of(listing(identified, aor)));
            return;
        }
        locations.opened(identified.admitted().flow());
        if (asked.isNewNameless(locations.bindings(aor)))
            history.known(aor, known -> change(identified, aor, asked, known, reply));
        else change(identified, aor, asked, List.of(), reply);
    }

    private void change(
            Identified identified, Aor aor, RegisterRequest asked, List<Known> known, Consumer<Result> reply) {
        var earlier = new AtomicReference<List<Binding>>(List.of());
        Function<List<Binding>, Step<List<Binding>>> change = before -> {
            earlier.set(locations.bindings(aor));
            return applied(aor, asked, known, before);
        };
        locations.change(aor, change, done -> {
            switch (done) {
                case Step.Stop<List<Binding>>(Answer refused) -> reply.accept(Result.of(refused));
                case Step.Go<List<Binding>>(List<Binding> now) -> {
                    gone(aor, earlier.get(), now);
                    List<Binding> set = set(aor, identified.request());
                    if (!set.isEmpty()) events.registered(aor, set);
                    reply.accept(new Result(kept(identified, aor, asked), true, set));
                }
            }
        });
    }

    /** The bindings after the REGISTER, with what is known at the time of this try: an earlier REGISTER may have been in progress when it came. */
    private Step<List<Binding>> applied(Aor aor, RegisterRequest asked, List<Known> known, List<Binding> before) {
        List<Binding> reachable = locations.bindings(aor);
        List<Binding> unconnected = locations.unconnected(aor);
        List<Binding> connected = reachable.stream()
                .filter(each -> !each.flow().isEmpty() && !unconnected.contains(each))
                .toList();
        List<Binding> absent = reachable.stream()
                .filter(each -> unconnected.contains(each) || locations.isSilent(aor, each))
                .toList();
        var room = new ContactLimit(settings.registration().contacts(), absent, connected);
        return asked.applyTo(before, room, new DeviceContinuity(known, unconnected));
    }

    private List<Binding> set(Aor aor, SipRequest request) {
        String callId = request.callId();
        long cseq = request.cseq().number();
        return locations.bindings(aor).stream()
                .filter(binding -> binding.callId().equals(callId) && binding.cseq() == cseq)
                .toList();
    }

    private void gone(Aor aor, List<Binding> earlier, List<Binding> now) {
        List<Binding> gone = earlier.stream()
                .filter(old -> now.stream().noneMatch(each -> each.device().equals(old.device())))
                .toList();
        if (!gone.isEmpty()) history.gone(aor, gone);
        List<Binding> ended = earlier.stream()
                .filter(old -> now.stream()
                        .noneMatch(each ->
                                each.contact().text().equals(old.contact().text())))
                .toList();
        if (!ended.isEmpty()) events.bindingsGone(aor, ended);
    }

    /** RFC 5626 §6: tells the device whether it has a flow of its own, and the interval of its keep-alives. */
    private Answer kept(Identified identified, Aor aor, RegisterRequest asked) {
        Answer listing = listing(identified, aor);
        Optional<Binding> own =
                asked.contacts().stream().filter(Binding::outbound).findFirst();
        if (own.isEmpty()) return listing;
        boolean direct = own.get().path().isEmpty();
        if (direct)
            identified.admitted().flow().silentAtMost(settings.registration().silence());
        if (!FirstHop.of(identified.request()).asked()) return listing;
        var fields = new ArrayList<>(listing.fields());
        fields.add(new Field(HeaderName.REQUIRE, "outbound"));
        fields.add(new Field(HeaderName.SUPPORTED, "path, outbound"));
        if (direct)
            fields.add(new Field(
                    FLOW_TIMER,
                    Long.toString(settings.registration().flowTimer().toSeconds())));
        return new Answer(listing.status(), fields, false);
    }

    /** RFC 5627 §5.2. */
    private String gruus(Aor aor, Binding binding) {
        return Gruus.lasting(aor, binding)
                .map(lasting -> ";pub-gruu=\"" + lasting + "\";temp-gruu=\"" + gruus.temporary(aor, binding) + '"')
                .orElse("");
    }

    /** The 200 with all contacts. Phones search it for their own contact, byte for byte, with its expiry. */
    private Answer listing(Identified identified, Aor aor) {
        Instant now = clock.instant();
        var fields = new ArrayList<Field>();
        boolean gruu = FirstHop.supports(identified.request(), "gruu");
        for (Binding binding : locations.bindings(aor)) {
            long left = Duration.between(now, binding.expires()).plusMillis(999).toSeconds();
            fields.add(new Field(
                    HeaderName.CONTACT,
                    "<" + binding.contact() + ">" + binding.parameters() + (gruu ? gruus(aor, binding) : "")
                            + ";expires=" + left));
        }
        for (String path : identified.request().headers().lines(HeaderName.PATH))
            fields.add(new Field(HeaderName.PATH, path));
        fields.add(new Field(HeaderName.DATE, DATE.format(now)));
        return new Answer(Status.of(200), fields, false);
    }
}
