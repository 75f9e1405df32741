package io.aldis.server.mailbox;

import io.aldis.server.Account;
import io.aldis.server.Answer;
import io.aldis.server.Arrival;
import io.aldis.server.Binding;
import io.aldis.server.Deliveries;
import io.aldis.server.Device;
import io.aldis.server.DeviceHistory;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.DeviceStore.Reached;
import io.aldis.server.DeviceStore.Sighting;
import io.aldis.server.ForkListener;
import io.aldis.server.Identified;
import io.aldis.server.Postponement;
import io.aldis.server.Recipients;
import io.aldis.server.StoreException;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.server.Target;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.transaction.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores messages for devices that are away, and delivers them when the devices register again (RFC 3428 §7). 202 is sent only after the
 * store has confirmed the write.
 */
@OnEventLoop
public final class Mailboxes implements DeviceHistory {
    private static final Logger LOG = LoggerFactory.getLogger(Mailboxes.class);
    /** Longest interval at which the store is told that a device still registers with the same contact. */
    private static final Duration NOTED = Duration.ofHours(1);

    private final MailboxContext context;
    private final DeviceCache cache = new DeviceCache();
    private final DeliveryScheduler scheduler;
    private final ReplacedContacts replaced;
    private final AccountDevices devices;
    private final Newcomers newcomers = new Newcomers();
    private final WriteOrder order;
    private final ExpiryTask expiry;
    private final AcceptanceCheck acceptance;
    private final UnderwayCopies underway;
    private final UdpOnlyAccounts udpOnly;

    public Mailboxes(MailboxContext context) {
        this.context = context;
        this.replaced = new ReplacedContacts(context, cache);
        this.scheduler = new DeliveryScheduler(context, replaced::silent);
        this.expiry = new ExpiryTask(context, this::registeredBefore, scheduler);
        this.acceptance = new AcceptanceCheck(context);
        this.order = new WriteOrder(context.loop());
        this.devices = new AccountDevices(context, cache, order);
        this.underway = new UnderwayCopies(context);
        this.udpOnly = new UdpOnlyAccounts(context);
    }

    /** Starts the expiry job, and delivery of the messages that were stored before this start of the server. */
    public void start() {
        expiry.start();
    }

    /** Starts no more deliveries. Those in progress end normally; the rest stays in the store until the next start. */
    public void end() {
        scheduler.end();
    }

    // ---- storing

    /** Whether this request, which {@link KeepDecision#mayKeep may be stored}, has not expired and would be accepted for that account. */
    public boolean isInTime(Identified identified, Aor account) {
        return MessageLifetime.end(identified, context.settings()).isAfter(now())
                && refusal(identified, account).isEmpty();
    }

    /** The request is answered as if it were stored: the same one by another path is answered as a copy of an accepted one. */
    public void countsAsAccepted(Identified identified, Aor account) {
        acceptance.accepts(identified, account);
    }

    /** Whether messages for that account are accepted before any device is tried. */
    boolean acceptsFirst(Account account) {
        return switch (account.acceptFirst()) {
            case ON -> true;
            case OFF -> false;
            case DEFAULT -> context.settings().acceptFirst().has(account.aor().domain());
        };
    }

    /** Stores a message for all devices of an existing account. @param to receives the response after the write is confirmed */
    public void accept(Identified identified, Aor account, Consumer<Answer> to) {
        Consumer<Answer> reply = acceptance.forgetting(identified, account, to);
        Optional<StoredMessage> message = message(identified, account);
        if (message.isEmpty()) {
            reply.accept(refusal(identified, account).orElseGet(Mailboxes::expired));
            return;
        }
        String sender = message.get().sender();
        Answers none = Answers.none(devices.bound(account));
        keep(message.get(), none, keeping -> accepted(account, sender, keeping, reply), reply);
    }

    private static Answer expired() {
        return Answer.of(480, "Expired").because("its Expires is over, or does not let it be kept");
    }

    private void accepted(Aor account, String sender, StoreResult keeping, Consumer<Answer> reply) {
        switch (keeping) {
            case StoreResult.Kept kept -> {
                reply.accept(Answer.of(202));
                if (kept.devices().isEmpty()) touched(account);
                else lookAgain(account, sender, kept.devices());
            }
            case StoreResult.Needless _ -> reply.accept(Answer.of(480).because("every device has refused it"));
            case StoreResult.Full _ -> reply.accept(AcceptanceCheck.full(account));
        }
    }

    /** Stores a message for one device of an existing account; 480 when the store does not know the device. */
    public void accept(Identified identified, Device device, Consumer<Answer> to) {
        Aor account = device.account();
        Consumer<Answer> reply = acceptance.forgetting(identified, account, to);
        Optional<StoredMessage> message = message(identified, account);
        if (message.isEmpty()) {
            reply.accept(refusal(identified, account).orElseGet(Mailboxes::expired));
            return;
        }
        Instant since = context.clock().instant().minus(context.settings().window());
        context.hear(
                context.stores().devices().devices(account, since),
                known -> {
                    if (known.stream().anyMatch(each -> each.device().equals(device)))
                        keepFor(
                                device,
                                message.get(),
                                Answers.none(Set.of()),
                                keeping -> accepted(account, message.get().sender(), keeping, reply),
                                reply);
                    else reply.accept(Answer.of(480).because("the account has no such device"));
                },
                failure -> reply.accept(AcceptanceCheck.broken()));
    }

    /**
     * The targets that may get the message now. The other devices have older messages of its sender waiting or in transit; this message
     * must queue behind them.
     */
    List<Target> free(List<Target> targets, Identified identified, Aor account) {
        boolean waits = order.isWriting(account, identified.senderAddress());
        return waits ? List.of() : scheduler.free(targets, identified::senderAddress);
    }

    /** The relay-or-store decision for a message that is forked to the devices of that account. */
    ForkListener forkListener(Identified identified, Aor account, Consumer<Answer> reply) {
        return new StoreAndForward(this, identified, account, acceptance.forgetting(identified, account, reply));
    }

    /** The error response when the request is not accepted; absent when it is, and when it has merely expired. */
    Optional<Answer> refusal(Identified identified, Aor account) {
        return acceptance.refusal(identified, account);
    }

    /** The message was not stored after all: the same request may come again. */
    void notKept(Identified identified, Aor account) {
        acceptance.forget(identified, account);
    }

    /** How long to wait for the answers of the devices: at most until the message expires. @param usual the configured wait */
    Duration patience(Identified identified, Duration usual) {
        Instant arrived = identified.admitted().arrival().at();
        Instant end = MessageLifetime.end(identified, context.settings());
        if (!end.isAfter(arrived)) return usual; // expired on arrival: relayed all the same
        Duration left = Duration.between(context.clock().instant(), end);
        if (left.compareTo(usual) >= 0) return usual;
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** The message to store; absent when it has expired or there is a {@link #refusal}. */
    Optional<StoredMessage> message(Identified identified, Aor account) {
        Instant arrived = identified.admitted().arrival().at().truncatedTo(ChronoUnit.MILLIS);
        StoredMessage.Kind kind = KeptContent.kind(identified.request()).orElse(StoredMessage.Kind.TEXT);
        Instant end = MessageLifetime.end(identified, context.settings());
        if (!end.isAfter(context.clock().instant()) || !acceptance.accepts(identified, account))
            return Optional.empty();
        byte[] bytes = StoredRequest.pack(identified, arrived);
        return Optional.of(
                new StoredMessage(account, identified.senderAddress(), kind, arrived, end, seed(identified), bytes));
    }

    private long seed(Identified identified) {
        long mark = identified.admitted().arrival().mark();
        return mark == Arrival.UNMARKED ? context.random().nextLong() : mark;
    }

    /**
     * Stores the message for the known devices of the account and {@link Answers#away}, without {@link Answers#done}.
     *
     * @param reply called on failure only: 503 when the store fails, 513 when no device can take a message of that size
     */
    void keep(StoredMessage message, Answers answers, Consumer<StoreResult> then, Consumer<Answer> reply) {
        var settings = context.settings();
        Instant since = message.arrived().minus(settings.window());
        Supplier<Recipients> recipients = () -> {
            boolean taken = answers.taken().isPresent();
            replaced.expired(message.account());
            return new Recipients(answers.away(), without(message, answers), taken, false, since, settings.devices())
                    .postponed(postponed(message, answers));
        };
        write(message, recipients, then, reply);
    }

    /** Stores the message for that device only. */
    void keepFor(
            Device device, StoredMessage message, Answers answers, Consumer<StoreResult> then, Consumer<Answer> reply) {
        boolean taken = answers.taken().isPresent();
        var only = new Recipients(Set.of(device.id()), Set.of(), taken, true, message.arrived(), 0);
        write(message, () -> only.postponed(postponed(message, answers)), then, reply);
    }

    private Set<String> without(StoredMessage message, Answers answers) {
        Set<String> without = new HashSet<>(answers.done());
        for (String id : answers.taken()
                .map(at -> newcomers.after(message.account(), at))
                .orElse(Set.of())) if (!answers.away().contains(id) || Device.nameless(id)) without.add(id);
        return without;
    }

    private Map<String, Postponement> postponed(StoredMessage message, Answers answers) {
        return RetryDelay.postponed(message.account(), answers.answers(), context);
    }

    private void write(
            StoredMessage message,
            Supplier<Recipients> recipients,
            Consumer<StoreResult> then,
            Consumer<Answer> reply) {
        order.writes(message.account(), message.sender());
        order.decide(
                message.account(),
                message.sender(),
                written -> udpOnly.check(
                        message,
                        () -> {
                            order.written(message.account(), message.sender());
                            written.run();
                            reply.accept(Answer.of(513)
                                    .because("no device of the account can take so many octets (UDP only)"));
                        },
                        () -> newcomers.whenAdded(message.account(), () -> {
                            store(message, recipients.get(), then, reply);
                            written.run();
                        })));
    }

    private void store(
            StoredMessage message, Recipients recipients, Consumer<StoreResult> then, Consumer<Answer> reply) {
        context.hear(
                context.stores()
                        .messages()
                        .keep(message, recipients, context.settings().quota()),
                keeping -> {
                    tell(message, keeping);
                    then.accept(keeping);
                    order.written(message.account(), message.sender());
                },
                failure -> {
                    order.written(message.account(), message.sender());
                    LOG.debug("{} could not be stored", message, failure);
                    reply.accept(AcceptanceCheck.broken());
                });
    }

    private void tell(StoredMessage message, StoreResult keeping) {
        switch (keeping) {
            case StoreResult.Kept(long id, Set<String> devices) -> {
                scheduler.hasMessages(message.account());
                context.events().stored(id, message, devices);
            }
            case StoreResult.Full(StoreResult.Bound bound) -> context.events().mailboxFull(message, bound);
            case StoreResult.Needless _ -> {}
        }
    }

    // ---- devices

    /** Called for new and refreshed bindings: records that their devices were seen, and starts delivery to them. */
    public void registered(Aor account, List<Binding> bindings) {
        registered(account, bindings, sightings(bindings, Sighting::of));
    }

    /** Called at the start for bindings of accounts with stored messages. */
    private void registeredBefore(Aor account, List<Binding> bindings) {
        registered(account, bindings, sightings(bindings, Sighting::again));
    }

    /** One for each device. */
    private static List<Sighting> sightings(List<Binding> bindings, Function<Binding, Sighting> of) {
        Map<String, Sighting> all = new LinkedHashMap<>();
        for (Binding binding : bindings)
            all.merge(
                    binding.device(),
                    of.apply(binding),
                    (one, other) -> one.reached() == Reached.OTHERWISE ? other.reached(one.reached()) : other);
        return List.copyOf(all.values());
    }

    private void registered(Aor account, List<Binding> bindings, List<Sighting> sightings) {
        replaced.expired(account);
        for (Sighting each : sightings) {
            var device = new Device(account, each.id());
            replaced.registered(device);
            scheduler.expectWake(device);
        }
        Instant now = context.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Duration window = context.settings().window().dividedBy(10);
        Instant since = now.minus(window.compareTo(NOTED) < 0 ? window : NOTED);
        List<Sighting> fresh = sightings.stream()
                .filter(each -> !cache.seenSince(account, each, since))
                .toList();
        Set<Device> moved =
                fresh.stream().map(each -> new Device(account, each.id())).collect(Collectors.toSet());
        boolean underway = context.deliveries().registered(account, targets(account, bindings), moved);
        if (fresh.isEmpty()) {
            wake(account, sightings, underway);
            return;
        }
        newcomers.expect(account);
        known(account, known -> newcomers.add(account, fresh, known, now));
        context.hear(
                context.stores().devices().seen(account, fresh, now),
                _ -> {
                    for (Sighting each : fresh) cache.seen(account, each, now);
                    for (Device each : moved) scheduler.hasMoved(each);
                    wake(account, sightings, underway);
                },
                failure -> {
                    LOG.debug("devices of {} could not be stored", account, failure);
                    wake(account, sightings, underway);
                });
    }

    /** A device of the account has removed a binding. */
    public void unregistered(Aor account) {
        for (String id : cache.seen(account)) scheduler.unregistered(new Device(account, id));
    }

    private List<Target> targets(Aor account, List<Binding> bindings) {
        return bindings.stream()
                .map(binding -> Device.of(account, binding))
                .distinct()
                .map(context.locations()::target)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public void known(Aor account, Consumer<List<Known>> then) {
        Instant since = context.clock().instant().minus(context.settings().window());
        context.hear(context.stores().devices().devices(account, since), then, failure -> {
            LOG.warn("the devices of {} cannot be read: {}", account, StoreException.words(failure));
            then.accept(List.of());
        });
    }

    /** Records when these devices were seen last. */
    @Override
    public void gone(Aor account, List<Binding> bindings) {
        List<Sighting> sightings = sightings(bindings, Sighting::again);
        Instant now = context.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        context.hear(
                context.stores().devices().seen(account, sightings, now),
                _ -> {},
                failure -> LOG.debug("devices of {} could not be stored", account, failure));
    }

    /**
     * Called for bindings that were made at another server, which delivers their messages. This server looks for messages that it stored
     * before it knew of the bindings, and for those that the other server leaves behind when it fails.
     */
    public void registeredElsewhere(Aor account, List<Binding> bindings) {
        for (Binding binding : bindings) scheduler.nudge(Device.of(account, binding));
    }

    /** @param underway whether copies sent before may still be answered: then delivery starts after {@link Deliveries#GRACE} */
    private void wake(Aor account, List<Sighting> devices, boolean underway) {
        if (!underway) {
            for (Sighting each : devices) scheduler.wake(new Device(account, each.id()));
            return;
        }
        var later = new Alarm() {
            @Override
            protected void rang() {
                wake(account, devices, false);
            }
        };
        context.wheel().set(later, Deliveries.GRACE.toNanos());
    }

    /** Nudges the queues of bound devices: a REGISTER may have arrived between the device look-up and the end of the write. */
    void lookAgain(Aor account, String sender, Set<String> waiting) {
        for (String id : waiting) {
            var device = new Device(account, id);
            if (context.locations().target(device).isPresent()) scheduler.nudge(device, sender);
        }
    }

    /** Messages of that account were made due, imported or deleted. @return completes when deliveries of deleted ones are stopped */
    public CompletionStage<?> changed(Aor account) {
        touched(account);
        return scheduler
                .recallDeleted(account)
                .thenCombine(underway.recallDeleted(account), (queued, first) -> true)
                .exceptionally(failure -> {
                    LOG.warn(
                            "whether messages for {} were deleted cannot be read: {}",
                            account,
                            StoreException.words(failure));
                    return false;
                });
    }

    /** Records the bound devices and wakes their queues: a message may have been stored while the store knew no device of the account. */
    private void touched(Aor account) {
        List<Binding> bindings = context.locations().bindings(account);
        if (!bindings.isEmpty()) registeredAgain(account, bindings);
    }

    private void registeredAgain(Aor account, List<Binding> bindings) {
        List<Sighting> sightings = sightings(bindings, Sighting::again);
        Instant now = context.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        context.hear(
                context.stores().devices().seen(account, sightings, now),
                _ -> wake(account, sightings, false),
                failure -> LOG.warn(
                        "stored messages of {} could not be offered to its devices: {}",
                        account,
                        StoreException.words(failure)));
    }

    AccountDevices devices() {
        return devices;
    }

    Instant now() {
        return context.clock().instant();
    }

    DeliveryScheduler scheduler() {
        return scheduler;
    }

    UnderwayCopies underway() {
        return underway;
    }

    ReplacedContacts replaced() {
        return replaced;
    }

    /** The final answer of a device ends its copy of that message. @param code of the answer */
    void done(Device device, long message, int code) {
        context.hear(
                context.stores().messages().done(device, message, ResponseClass.ending(code)),
                _ -> scheduler.wake(device),
                failure -> LOG.warn(
                        "message {} could not be removed for {}: {}", message, device, StoreException.words(failure)));
    }
}
