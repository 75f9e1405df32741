package io.aldis.server.mailbox;

import io.aldis.server.Deliveries;
import io.aldis.server.DeliveryOrder;
import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.MailboxStore.Ending;
import io.aldis.server.PendingCopies;
import io.aldis.server.PendingCopy;
import io.aldis.server.PendingDelivery;
import io.aldis.server.Postponement;
import io.aldis.server.Target;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.transaction.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivery queue of one device: sends its pending copies one after the other.
 *
 * <pre>
 *            wake                      free slot               nothing left
 *  RESTING ────────▶ READY ──────────────────────▶ WORKING ────────────────▶ closed
 *     ▲      alarm                                  │  ▲ │
 *     └─────────────── the device is away ──────────┘  └─┘ next message
 * </pre>
 *
 * An unanswered message holds up the messages behind it, since an absent device answers none of them. One that stays unanswered often enough while
 * the device is reachable ({@link DeliveryFailures}) is skipped; when the device then answers another, it is tried later, when nothing else is due.
 */
@OnEventLoop
final class DeviceQueue extends Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceQueue.class);
    /** Copies read per query; {@link #ALL} when all of these are postponed. */
    private static final int PAGE = 200;

    private static final int ALL = 1_000_000;
    /** How long later messages of a sender wait behind one that the device has postponed; limited by {@link RetryDelay#TRIES_IN_ORDER} as well. */
    static final Duration IN_ORDER = Duration.ofSeconds(30);

    private static final Duration SOON = Duration.ofSeconds(5); // retry while a silent device is reachable
    private static final Duration WHILE_BUSY = Duration.ofMillis(200); // poll while another copy is in transit

    private enum State {
        RESTING,
        READY,
        WORKING
    }

    private final MailboxContext context;
    private final DeliveryScheduler scheduler;
    private final Device device;
    private final DeliveryFailures misses = new DeliveryFailures();
    private State state = State.RESTING;
    /** Whether this queue is sending: set with the first message, cleared when the queue pauses. */
    private boolean sending;

    private boolean woken;
    private boolean nudged;
    private boolean expected; // whether wake() will follow a REGISTER
    /** Whether another server delivers to this device, or did before it failed. */
    private boolean elsewhere;
    /** Whether the queue waits for copies that are in transit to the device outside of it. */
    private boolean deferred;
    /** The write that records an answer of the device, until the store has confirmed it. */
    private @Nullable Supplier<CompletionStage<Void>> unrecorded;

    private @Nullable List<PendingCopy> copies; // pending copies; null when they must be read

    private boolean complete;
    /** Whether {@link #copies} are unchanged since they were read. */
    private boolean asRead;
    /** Senders with messages in this queue; a newer message of one of them must queue behind these. */
    private final Set<String> senders = new HashSet<>(0);
    /** Ids of messages that are skipped in this round. */
    private final Set<Long> passed = new HashSet<>(0);

    private final EndedWaits endedWaits = new EndedWaits();
    private final CurrentDelivery current;
    private Instant tried = Instant.EPOCH;
    private int holds;
    private int absences;

    DeviceQueue(MailboxContext context, DeliveryScheduler scheduler, Device device) {
        this.context = context;
        this.scheduler = scheduler;
        this.device = device;
        this.current = new CurrentDelivery(context);
    }

    Device device() {
        return device;
    }

    private Instant now() {
        return context.clock().instant();
    }

    /** Whether messages in this queue must be sent before a new message of that sender. */
    boolean blocks(String sender) {
        return sending
                || senders.contains(sender)
                || ((expected || deferred || elsewhere || state != State.RESTING)
                        && scheduler.mayHaveMessages(device.account()));
    }

    /** The device has registered. {@link #wake} follows when that is stored and copies sent before have had time to be answered. */
    void expectWake() {
        expected = true;
    }

    /** The device has registered or taken a message: it is reachable. */
    void wake() {
        absences = 0;
        misses.deviceIsThere(now());
        endedWaits.deviceIsThere(context.locations().target(device));
        woken = true;
        expected = false;
        if (state == State.RESTING) goOn();
    }

    void unregistered() {
        endedWaits.deviceIsAway(context.locations().target(device));
    }

    /** A message of that sender was stored for the device: the queue starts now, oldest message first, even if the device was just away. */
    void nudge(String sender) {
        nudged = true;
        senders.add(sender);
        if (state == State.RESTING) goOn();
    }

    /** Another server may have stored a message for the device. */
    void nudge() {
        nudged = true;
        if (state == State.RESTING && !set()) goOn();
    }

    /** A copy of a message of that sender is in transit to the device outside of this queue: nothing is sent until {@link #release}. */
    void hold(String sender) {
        holds++;
        senders.add(sender);
        misses.began(now());
    }

    /** That copy was answered or lost. @param unanswered id of its message when it is stored and was not answered, else 0 */
    void release(long unanswered) {
        holds--;
        if (unanswered != 0) misses.missed(unanswered, misses.began(), now());
        if (state != State.RESTING || holds > 0) return;
        if (woken || (nudged && misses.blamesOne())) goOn();
        else pauseOrClose();
    }

    /** The device did not take a message of that sender, which is stored now: the queue retries after a pause. */
    void rest(String sender) {
        senders.add(sender);
        if (state == State.RESTING && holds == 0 && !set()) pauseOrClose();
    }

    @Override
    protected void rang() {
        if (state == State.RESTING) goOn();
    }

    /** The delivery that is being read from the store or sent. */
    CurrentDelivery current() {
        return current;
    }

    private void goOn() {
        if (holds > 0 || expected) return;
        context.wheel().stop(this);
        state = State.READY;
        scheduler.enqueue(this);
    }

    /** Called by the scheduler when a delivery slot is free. */
    void start() {
        state = State.WORKING;
        deferred = false;
        copies = null;
        passed.clear();
        passed.addAll(misses.exhausted());
        misses.newRound();
        next();
    }

    private void next() {
        if (woken || nudged) copies = null;
        woken = false;
        nudged = false;
        Supplier<CompletionStage<Void>> missing = unrecorded;
        List<PendingCopy> known = copies;
        if (missing != null) record(missing);
        else if (!mayGoOn()) stop();
        else if (context.deliveries().isBusy(device)) pause(WHILE_BUSY);
        else if (known == null) read(endedWaits.areAllDue() ? ALL : PAGE);
        else choose(known);
    }

    private boolean mayGoOn() {
        return holds == 0
                && !expected
                && !scheduler.ended()
                && context.locations().target(device).isPresent();
    }

    private void read(int most) {
        context.hear(context.messages().pending(device, now(), most), found -> found(found, most), this::storeFailed);
    }

    private void found(PendingCopies found, int most) {
        elsewhere = found.elsewhere().isPresent();
        if (found.elsewhere().isPresent()) {
            pause(Duration.between(now(), found.elsewhere().get()).plusMillis(1));
            return;
        }
        complete = found.copies().size() < most;
        List<PendingCopy> known = endedWaits.of(found.copies(), now());
        copies = known;
        asRead = true;
        choose(known);
    }

    private void choose(List<PendingCopy> known) {
        switch (DeliveryOrder.choose(known, now(), passed)) {
            case DeliveryOrder.Choice.Send(PendingCopy copy) -> open(copy);
            case DeliveryOrder.Choice.Wait _ when !complete -> read(ALL);
            case DeliveryOrder.Choice.Nothing _ when !complete -> read(PAGE + passed.size());
            case DeliveryOrder.Choice.Wait _ when !passed.isEmpty() -> nothingElse(known);
            case DeliveryOrder.Choice.Nothing _ when !passed.isEmpty() -> nothingElse(known);
            case DeliveryOrder.Choice.Wait(Instant until) -> waitUntil(known, until);
            // read again: a shared store releases the device to other servers when it finds nothing left
            case DeliveryOrder.Choice.Nothing _ when !asRead -> read(PAGE);
            case DeliveryOrder.Choice.Nothing _ -> {
                senders.clear();
                misses.clear();
                stop();
            }
        }
    }

    /** Only skipped messages are left. If no try went unanswered in this round, the next of them in turn is tried; else the device is away. */
    private void nothingElse(List<PendingCopy> known) {
        passed.clear();
        if (misses.triedInThisRound()) {
            away(known);
            return;
        }
        passed.addAll(misses.upToLast(known));
        if (DeliveryOrder.choose(known, now(), passed) instanceof DeliveryOrder.Choice.Send(PendingCopy copy))
            open(copy);
        else {
            passed.clear();
            choose(known);
        }
    }

    private void waitUntil(List<PendingCopy> known, Instant until) {
        Instant now = now();
        if (!nudged) senders.clear();
        for (PendingCopy copy : known) if (copy.blocksAt(now)) senders.add(copy.sender());
        pause(Duration.between(now, until).plusMillis(1));
    }

    private void storeFailed(Throwable failure) {
        LOG.debug("pending messages of {} cannot be read now", device, failure);
        absences++;
        copies = null;
        pause(MessageLifetime.pause(context.settings(), absences));
    }

    /** Nothing to do: closes the queue, unless it was woken or nudged meanwhile. */
    private void stop() {
        deferred = holds > 0;
        free();
        if (woken || nudged) goOn();
        if (state == State.RESTING && holds == 0 && !expected && !set() && unrecorded == null) scheduler.closed(this);
    }

    private void pause(Duration pause) {
        deferred = pause.equals(WHILE_BUSY);
        free();
        endedWaits.begin(context.locations().target(device));
        if (woken) goOn();
        else ringIn(pause);
    }

    private void ringIn(Duration pause) {
        context.wheel().set(this, context.jittered(pause).toNanos());
    }

    private void pauseOrClose() {
        absences++;
        context.wheel().stop(this);
        endedWaits.begin(context.locations().target(device));
        if (context.locations().target(device).isEmpty()) scheduler.closed(this);
        else ringIn(MessageLifetime.pause(context.settings(), absences));
    }

    private void free() {
        state = State.RESTING;
        sending = false;
        scheduler.freed();
    }

    private void open(PendingCopy copy) {
        current.begins(copy.message());
        context.hear(
                context.messages().open(device, copy.message(), now()),
                held -> held.ifPresentOrElse(found -> send(copy, found), () -> drop(copy)),
                this::storeFailed);
    }

    /** The copy is gone: taken by another device, expired or deleted. */
    private void drop(PendingCopy copy) {
        current.ends();
        forget(copy);
        next();
    }

    private void forget(PendingCopy copy) {
        List<PendingCopy> known = copies;
        if (known != null) known.remove(copy);
        endedWaits.forget(copy.message());
        asRead = false;
    }

    private void send(PendingCopy copy, PendingDelivery held) {
        Optional<Target> target = context.locations().target(device);
        Optional<SipRequest> request = StoredRequest.open(device, held, context);
        if (request.isEmpty()) { // it is removed for all devices
            current.ends();
            forget(copy);
            record(() -> context.messages().done(device, held.id(), Ending.DECLINED));
        } else if (current.recalled()) {
            drop(copy);
        } else if (target.isEmpty() || !mayGoOn()) {
            stop();
        } else if (context.deliveries().isBusy(device)) {
            pause(WHILE_BUSY);
        } else {
            tried = now();
            misses.began(tried);
            sending = true;
            context.events().deliveryStarted(device, held);
            var once = new Deliveries.Try(
                    StoredRequest.unique(device, held),
                    Duration.between(tried, held.message().expires()));
            current.sends(context.deliveries()
                    .deliver(request.get(), target.get(), once, answer -> answered(copy, held, answer)));
        }
    }

    private void answered(PendingCopy copy, PendingDelivery held, Optional<SipResponse> answer) {
        int code = DeviceAnswer.code(answer);
        ResponseClass kind = ResponseClass.of(code);
        LOG.debug("message {} for {}: {} {}", held.id(), device, code, kind);
        boolean ended = current.recalled()
                || (code == DeviceAnswer.NOTHING && !copy.expires().isAfter(now()));
        current.ends();
        if (kind.ends()) ended(copy, held, code);
        else if (ended) {
            context.events().deliveryWithdrawn(device, held);
            drop(copy);
        } else if (kind == ResponseClass.AWAY) missed(copy, held, answer);
        else postponed(copy, held, answer);
    }

    private void ended(PendingCopy copy, PendingDelivery held, int code) {
        context.events().deliveryAnswered(device, held, code);
        forget(copy);
        isThere(held.id());
        record(() -> context.messages().done(device, held.id(), ResponseClass.ending(code)));
    }

    /** The device has answered that message, so it is reachable: the skipped messages, which it left unanswered, are put aside. */
    private void isThere(long message) {
        misses.forget(message);
        absences = 0;
        misses.deviceIsThere(now());
        List<PendingCopy> known = copies;
        if (passed.isEmpty() || known == null) return;
        for (PendingCopy copy : List.copyOf(known)) if (passed.contains(copy.message())) putAside(copy);
        passed.clear();
    }

    private void putAside(PendingCopy copy) {
        int before = copy.tries() + misses.unanswered(copy.message()) - 1;
        misses.forget(copy.message());
        Instant until = now().plus(MessageLifetime.pause(context.settings(), copy.tries() + 1));
        replace(copy, Postponement.aside(until));
        context.hear(
                context.messages().open(device, copy.message(), now()),
                held -> held.ifPresent(found -> context.events().putAside(device, found.withTries(before), until)),
                failure -> {});
        context.hear(
                context.messages().postpone(device, copy.message(), Postponement.aside(until)),
                _ -> {},
                failure -> LOG.debug("message {} for {} could not be put aside", copy.message(), device, failure));
    }

    private void replace(PendingCopy copy, Postponement by) {
        List<PendingCopy> known = copies;
        endedWaits.forget(copy.message());
        if (known == null) return;
        known.remove(copy);
        known.add(copy.postponed(by));
    }

    /** The device refuses this message for now. Later messages of its sender wait behind it: see {@link #IN_ORDER}. */
    private void postponed(PendingCopy copy, PendingDelivery held, Optional<SipResponse> answer) {
        Postponement postponement = RetryDelay.refused(copy, held.tries() + 1, answer, context);
        Instant until = postponement.notBefore();
        if (postponement.aside() && !copy.aside()) context.events().putAside(device, held, until);
        context.events().deliveryPostponed(device, held, DeviceAnswer.code(answer), until);
        replace(copy, postponement);
        isThere(held.id());
        record(() -> context.messages().postpone(device, held.id(), postponement));
    }

    /** No answer, or the device is not available: the queue pauses, unless the message itself counts as the cause. */
    private void missed(PendingCopy copy, PendingDelivery held, Optional<SipResponse> answer) {
        int code = DeviceAnswer.code(answer);
        absences++;
        misses.missed(held.id(), tried, now());
        if (code == DeviceAnswer.NOTHING) scheduler.fellSilent(device);
        context.events().deliveryPostponed(device, held, code, now().plus(pauseAfterMiss(held.id())));
        Optional<Postponement> again = afterMiss(copy, answer);
        if (again.isEmpty()) {
            afterMiss(held);
            return;
        }
        replace(copy, again.get());
        Consumer<Void> goOn = _ -> {
            afterMiss(held);
            if (code == DeviceAnswer.NOTHING) misses.forget(held.id());
        };
        context.hear(context.messages().postpone(device, held.id(), again.get()), goOn, this::storeFailed);
    }

    private Optional<Postponement> afterMiss(PendingCopy copy, Optional<SipResponse> answer) {
        // the device would repeat its answer in the same transaction: the next try needs a new one
        if (answer.isPresent()) return Optional.of(RetryDelay.absent(copy, absences, answer, context));
        boolean wasThere = copy.aside() && misses.deviceWasThere(copy.message());
        return wasThere ? Optional.of(RetryDelay.unanswered(copy, context)) : Optional.empty();
    }

    private void afterMiss(PendingDelivery held) {
        List<PendingCopy> known = copies;
        boolean next = passed.isEmpty() && misses.isExhausted(held.id()) && mayGoOn();
        if (next && known != null) {
            passed.addAll(misses.exhausted());
            choose(known);
        } else {
            passed.clear();
            away(known == null ? List.of() : known);
        }
    }

    private Duration pauseAfterMiss(long message) {
        Duration pause = MessageLifetime.pause(context.settings(), Math.max(1, absences));
        boolean soon = misses.deviceWasThere(message) && !misses.isExhausted(message) && pause.compareTo(SOON) > 0;
        return soon ? SOON : pause;
    }

    private void away(List<PendingCopy> known) {
        if (!nudged) senders.clear(); // a nudge has added senders of messages stored since the last read
        for (PendingCopy copy : known) if (!copy.aside()) senders.add(copy.sender());
        pause(
                known.isEmpty()
                        ? MessageLifetime.pause(context.settings(), Math.max(1, absences))
                        : pauseAfterMiss(known.getFirst().message()));
    }

    /** Stores the answer of the device before anything else is sent: else the device could get the same message again. */
    private void record(Supplier<CompletionStage<Void>> what) {
        unrecorded = what;
        context.hear(
                what.get(),
                _ -> {
                    unrecorded = null;
                    next();
                },
                this::storeFailed);
    }
}
