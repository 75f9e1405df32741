package io.aldis.server.mailbox;

import io.aldis.server.Account;
import io.aldis.server.Addressees;
import io.aldis.server.Answer;
import io.aldis.server.Binding;
import io.aldis.server.Device;
import io.aldis.server.Field;
import io.aldis.server.Identified;
import io.aldis.server.Keeper;
import io.aldis.server.Keeping;
import io.aldis.server.Letter;
import io.aldis.server.Sender;
import io.aldis.server.Target;
import io.aldis.server.Track;
import io.aldis.sip.Aor;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps messages for devices that are away, and takes them there when they are back (RFC 3428 §7: 202). Nobody hears 202 before the
 * message is on disk. For the event loop.
 */
public final class Mailboxes {
    private static final Logger LOG = LoggerFactory.getLogger(Mailboxes.class);
    private static final Duration RETRY_FULL = Duration.ofMinutes(10);
    private static final Duration RETRY_BROKEN = Duration.ofSeconds(30);
    /** Registrations in between change nothing that anybody asks for. */
    private static final Duration NOTED = Duration.ofHours(1);

    private final Surroundings around;
    private final Familiar familiar = new Familiar();
    private final Lanes lanes;
    private final Sweep sweep;

    public Mailboxes(Surroundings around) {
        this.around = around;
        this.lanes = new Lanes(around);
        this.sweep = new Sweep(around, this::registered, lanes::nudge);
    }

    /** Takes up what another life of this server has left. */
    public void start() {
        sweep.start();
    }

    /** Brings nothing more: what is on its way to a device comes to its end, the rest waits for the next life of the server. */
    public void end() {
        lanes.end();
    }

    // ---- what is kept

    /** Whether this request is one that is kept when need be: a text or a receipt outside of a dialog that is good for later, too. */
    public boolean mayKeep(Identified identified) {
        SipRequest request = identified.request();
        return request.method().equals(Method.MESSAGE)
                && !identified.admitted().insideDialog()
                && !identified.admitted().wasKept()
                && request.to().parameters().get("tag").isEmpty()
                && !(request.uri() instanceof SipUri uri
                        && uri.secure()) // what asked for TLS waits for no device without it
                && !Lifetime.isMomentary(request)
                && Contents.kind(request).isPresent();
    }

    /** Whether this request, which may be kept, has time left in which somebody of that name could get it. */
    public boolean isInTime(Identified identified, Aor account) {
        return letter(identified, account).isPresent();
    }

    /** Whether messages for that account are accepted before any device is tried. */
    public boolean acceptsFirst(Account account) {
        return switch (account.acceptFirst()) {
            case ON -> true;
            case OFF -> false;
            case DEFAULT -> around.settings().acceptFirst().has(account.aor().domain());
        };
    }

    /** Keeps a message for all devices of a known account. @param reply hears the answer when it is on disk */
    public void accept(Identified identified, Aor account, Consumer<Answer> reply) {
        Optional<Letter> letter = letter(identified, account);
        if (letter.isEmpty()) {
            reply.accept(Answer.of(480, "Expired"));
            return;
        }
        Set<String> bound = around.locations().bindings(account).stream()
                .map(binding -> Device.of(account, binding).id())
                .collect(Collectors.toSet());
        keep(letter.get(), bound, Set.of(), keeping -> accepted(account, keeping, reply), reply);
    }

    private void accepted(Aor account, Keeping keeping, Consumer<Answer> reply) {
        switch (keeping) {
            case Keeping.Kept kept -> {
                reply.accept(Answer.of(202));
                lookAgain(account, kept.devices());
            }
            case Keeping.Needless _ -> reply.accept(Answer.of(480));
            case Keeping.Full _ -> reply.accept(full(account));
        }
    }

    /** Keeps a message for one device of a known account, if it is one that is remembered; else 480. */
    public void accept(Identified identified, Device device, Consumer<Answer> reply) {
        Aor account = device.account();
        Optional<Letter> letter = letter(identified, account);
        if (letter.isEmpty()) {
            reply.accept(Answer.of(480, "Expired"));
            return;
        }
        Instant since = around.clock().instant().minus(around.settings().window());
        around.hear(
                around.stores().devices().devices(account, since),
                known -> {
                    if (known.stream().anyMatch(each -> each.device().equals(device)))
                        keepFor(device, letter.get(), keeping -> accepted(account, keeping, reply), reply);
                    else reply.accept(Answer.of(480));
                },
                failure -> reply.accept(Answer.of(503, retryAfter(RETRY_BROKEN))));
    }

    /** Those of the devices that are not getting older messages at the moment: to the others a new one comes in its turn. */
    public List<Target> idle(List<Target> targets) {
        return lanes.idle(targets);
    }

    /** Who decides about a message that is carried to the devices of that account. */
    public Keeper keeper(Identified identified, Aor account, Consumer<Answer> reply) {
        return new Custody(this, identified, account, reply);
    }

    /** Absent when its time is over already. */
    Optional<Letter> letter(Identified identified, Aor account) {
        SipRequest request = identified.request();
        Instant arrived = around.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Letter.Kind kind = Contents.kind(request).orElse(Letter.Kind.TEXT);
        Instant end = Lifetime.end(request, kind, arrived, around.settings());
        if (!end.isAfter(arrived)) return Optional.empty();
        byte[] bytes = Envelope.pack(identified, arrived);
        return Optional.of(new Letter(account, sender(identified), kind, arrived, end, seed(identified), bytes));
    }

    private long seed(Identified identified) {
        long mark = identified.admitted().track().mark();
        return mark == Track.UNMARKED ? around.random().nextLong() : mark;
    }

    private static String sender(Identified identified) {
        if (identified.sender() instanceof Sender.User(Aor aor)) return aor.toString();
        return identified.request().from().uri() instanceof SipUri uri
                ? Aor.of(uri).toString()
                : identified.request().from().uri().text();
    }

    /** @param reply hears 503 when the store is broken, and nothing else */
    void keep(Letter letter, Set<String> named, Set<String> done, Consumer<Keeping> then, Consumer<Answer> reply) {
        var settings = around.settings();
        Instant since = letter.arrived().minus(settings.window());
        write(letter, new Addressees(named, done, since, settings.devices()), then, reply);
    }

    /** Keeps it for that device and for no other. */
    void keepFor(Device device, Letter letter, Consumer<Keeping> then, Consumer<Answer> reply) {
        write(letter, new Addressees(Set.of(device.id()), Set.of(), letter.arrived(), 0), then, reply);
    }

    private void write(Letter letter, Addressees addressees, Consumer<Keeping> then, Consumer<Answer> reply) {
        around.hear(
                around.stores()
                        .letters()
                        .keep(letter, addressees, around.settings().quota()),
                keeping -> {
                    tell(letter, keeping);
                    then.accept(keeping);
                },
                failure -> {
                    LOG.debug("{} could not be kept", letter, failure);
                    reply.accept(Answer.of(503, retryAfter(RETRY_BROKEN)));
                });
    }

    private void tell(Letter letter, Keeping keeping) {
        switch (keeping) {
            case Keeping.Kept(long id, Set<String> devices) -> around.events().kept(id, letter, devices);
            case Keeping.Full(Keeping.Bound bound) -> around.events().full(letter, bound);
            case Keeping.Needless _ -> {}
        }
    }

    static Answer full(Aor account) {
        return Answer.of(
                480,
                retryAfter(RETRY_FULL),
                new Field(HeaderName.WARNING, "399 " + account.domain() + " \"The mailbox is full\""));
    }

    private static Field retryAfter(Duration pause) {
        return new Field(HeaderName.RETRY_AFTER, Long.toString(pause.toSeconds()));
    }

    // ---- devices

    /** Whether these are all devices of the account, as far as anybody knows here. @param then hears so, now or later */
    void areAll(Aor account, Set<String> devices, Consumer<Boolean> then) {
        Instant now = around.clock().instant();
        Optional<Set<String>> known = familiar.devices(account, now);
        if (known.isPresent()) {
            then.accept(devices.containsAll(known.get()));
            return;
        }
        around.hear(
                around.stores()
                        .devices()
                        .devices(account, now.minus(around.settings().window())),
                found -> {
                    familiar.learn(account, found, around.clock().instant());
                    then.accept(found.stream()
                            .allMatch(each -> devices.contains(each.device().id())));
                },
                failure -> LOG.warn("the devices of {} cannot be read", account, failure));
    }

    /** Those bindings are new or refreshed: their devices are remembered, and get what they wait for. */
    public void registered(Aor account, List<Binding> bindings) {
        Set<String> ids = new LinkedHashSet<>();
        for (Binding binding : bindings) ids.add(Device.of(account, binding).id());
        Instant now = around.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Duration window = around.settings().window().dividedBy(10);
        Instant since = now.minus(window.compareTo(NOTED) < 0 ? window : NOTED);
        List<String> fresh = ids.stream()
                .filter(id -> !familiar.seenSince(account, id, since))
                .toList();
        if (fresh.isEmpty()) {
            wake(account, ids);
            return;
        }
        around.hear(
                around.stores().devices().seen(account, fresh, now),
                _ -> {
                    for (String id : fresh) familiar.seen(account, id, now);
                    wake(account, ids);
                },
                failure -> {
                    LOG.debug("devices of {} could not be remembered", account, failure);
                    wake(account, ids);
                });
    }

    /**
     * Those bindings were made at another server, which brings what is kept. What this server has kept while it did not know of them,
     * and what the other leaves behind when it dies, is looked for from here.
     */
    public void registeredElsewhere(Aor account, List<Binding> bindings) {
        for (Binding binding : bindings) lanes.nudge(Device.of(account, binding));
    }

    private void wake(Aor account, Set<String> ids) {
        for (String id : ids) lanes.wake(new Device(account, id));
    }

    /** A REGISTER may have come between the look-up of the devices and the end of the write. */
    void lookAgain(Aor account, Set<String> waiting) {
        if (waiting.contains(Device.nobodyYet(account).id())) {
            List<Binding> bindings = around.locations().bindings(account);
            if (!bindings.isEmpty()) handOver(account, bindings);
        }
        for (String id : waiting) {
            var device = new Device(account, id);
            if (around.locations().target(device).isPresent()) lanes.nudge(device);
        }
    }

    /** Somebody has made the letters of that account due, or brought some. */
    public void touched(Aor account) {
        List<Binding> bindings = around.locations().bindings(account);
        if (bindings.isEmpty()) return;
        handOver(account, bindings);
        for (Binding binding : bindings) lanes.wake(Device.of(account, binding));
    }

    /** What was kept for nobody yet is for the device that came meanwhile. */
    private void handOver(Aor account, List<Binding> bindings) {
        var first = Device.of(account, bindings.getFirst());
        Instant now = around.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        around.hear(
                around.stores().devices().seen(account, List.of(first.id()), now),
                _ -> lanes.nudge(first),
                failure -> LOG.warn("what {} waits for could not be handed over", first, failure));
    }

    Lanes lanes() {
        return lanes;
    }

    /** A device has said at last what ends the matter for it. */
    void done(Device device, long letter) {
        around.hear(
                around.stores().letters().done(device, letter),
                _ -> lanes.wake(device),
                failure -> LOG.warn("letter {} could not be removed for {}", letter, device, failure));
    }
}
