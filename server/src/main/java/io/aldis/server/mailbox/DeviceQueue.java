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
 * Delivers what waits for one device, one message after the other. For the event loop.
 *
 * <pre>
 *            wake                      a place                 nothing left
 *  RESTING ────────▶ READY ──────────────────────▶ WORKING ────────────────▶ closed
 *     ▲      alarm                                  │  ▲ │
 *     └─────────────── the device is away ──────────┘  └─┘ next message
 * </pre>
 *
 * A message that the device does not answer keeps those behind it waiting, since a device that is away answers none. When it has
 * gone unanswered often enough while the device showed that it is there ({@link DeliveryFailures}), it is passed over; if the device answers the
 * next one, what was passed over is put aside: it is tried again later, last in the queue.
 */
final class DeviceQueue extends Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceQueue.class);

    /** As many copies are read at a time; all of them when these are all postponed. */
    private static final int PAGE = 200;

    private static final int ALL = 1_000_000;
    /** Later messages of its sender wait so long behind one that the device has postponed, or for {@link RetryDelay#TRIES_IN_ORDER}. */
    static final Duration IN_ORDER = Duration.ofSeconds(30);

    private static final Duration SOON = Duration.ofSeconds(5); // until a silent device that is there is tried again
    private static final Duration WHILE_BUSY = Duration.ofMillis(200); // until another look whether it has answered

    private enum State {
        RESTING,
        READY,
        WORKING
    }

    private final MailboxContext around;
    private final DeliveryScheduler scheduler;
    private final Device device;
    private final DeliveryFailures misses = new DeliveryFailures();
    private State state = State.RESTING;
    /** Whether messages are on their way to the device, one after the other. */
    private boolean sending;

    private boolean woken;
    private boolean nudged;
    private boolean expected; // whether it will be woken in a moment
    /** Whether another server brings what waits for the device, or did so before it died. */
    private boolean elsewhere;
    /** Whether it waits for what is under way to the device outside of it. */
    private boolean deferred;
    /** What the device has ended and no store has on record yet. */
    private @Nullable Supplier<CompletionStage<Void>> unrecorded;

    private @Nullable List<PendingCopy> copies; // what waits; absent when it must be read

    private boolean complete;
    /** Whether nothing was sent or taken away since they were read. */
    private boolean asRead;
    /** Senders whose older messages wait for this device: a newer one goes behind them. */
    private final Set<String> senders = new HashSet<>(0);
    /** Ids of messages that are passed over in this round. */
    private final Set<Long> passed = new HashSet<>(0);

    private final EndedWaits endedWaits = new EndedWaits();
    private final CurrentDelivery current;
    private Instant tried = Instant.EPOCH;
    private int holds;
    private int absences;

    DeviceQueue(MailboxContext around, DeliveryScheduler scheduler, Device device) {
        this.around = around;
        this.scheduler = scheduler;
        this.device = device;
        this.current = new CurrentDelivery(around);
    }

    Device device() {
        return device;
    }

    private Instant now() {
        return around.clock().instant();
    }

    /** Whether a message of that sender must not be sent to the device before what waits here. */
    boolean blocks(String sender) {
        return sending
                || senders.contains(sender)
                || ((expected || deferred || elsewhere || state != State.RESTING)
                        && scheduler.mayHaveMessages(device.account()));
    }

    /** The device has registered; {@link #wake} follows when that is on record, and what was sent before may have been answered. */
    void expectWake() {
        expected = true;
    }

    /** The device has registered, or has shown otherwise that it is there. */
    void wake() {
        absences = 0;
        misses.deviceIsThere(now());
        endedWaits.deviceIsThere(around.locations().target(device));
        woken = true;
        expected = false;
        if (state == State.RESTING) goOn();
    }

    void unregistered() {
        endedWaits.deviceIsAway(around.locations().target(device));
    }

    /** A message of that sender is kept for the device: it is tried now, also when it was away just now, with the oldest first. */
    void nudge(String sender) {
        nudged = true;
        senders.add(sender);
        if (state == State.RESTING) goOn();
    }

    /** Another server may have kept something for the device. */
    void nudge() {
        nudged = true;
        if (state == State.RESTING && !set()) goOn();
    }

    /** A copy of a message of that sender is on its way to the device outside of this queue: nothing is sent until {@link #release}. */
    void hold(String sender) {
        holds++;
        senders.add(sender);
        misses.began(now());
    }

    /** That copy is answered or lost. @param unanswered id of its message when it is kept and was not answered, else 0 */
    void release(long unanswered) {
        holds--;
        if (unanswered != 0) misses.missed(unanswered, misses.began(), now());
        if (state != State.RESTING || holds > 0) return;
        if (woken || (nudged && misses.blamesOne())) goOn();
        else pauseOrClose();
    }

    /** The device was away just now, and a message of that sender is kept for it. */
    void rest(String sender) {
        senders.add(sender);
        if (state == State.RESTING && holds == 0 && !set()) pauseOrClose();
    }

    @Override
    protected void rang() {
        if (state == State.RESTING) goOn();
    }

    /** What is read for the device or on its way there. */
    CurrentDelivery current() {
        return current;
    }

    private void goOn() {
        if (holds > 0 || expected) return;
        around.wheel().stop(this);
        state = State.READY;
        scheduler.enqueue(this);
    }

    /** There is a place for it. */
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
        else if (around.deliveries().isBusy(device)) pause(WHILE_BUSY);
        else if (known == null) read(endedWaits.areAllDue() ? ALL : PAGE);
        else choose(known);
    }

    private boolean mayGoOn() {
        return holds == 0
                && !expected
                && !scheduler.ended()
                && around.locations().target(device).isPresent();
    }

    private void read(int most) {
        around.hear(around.letters().pending(device, now(), most), found -> found(found, most), this::storeFailed);
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
            // a shared store lets other servers have the device when it finds that nothing is left
            case DeliveryOrder.Choice.Nothing _ when !asRead -> read(PAGE);
            case DeliveryOrder.Choice.Nothing _ -> {
                senders.clear();
                misses.clear();
                stop();
            }
        }
    }

    /** Nothing can be sent but what was passed over: one of that is tried, each in its turn, if none was in this round; else the device is away. */
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
        LOG.debug("what waits for {} cannot be read now", device, failure);
        absences++;
        copies = null;
        pause(MessageLifetime.pause(around.settings(), absences));
    }

    /** Nothing to do: the queue is forgotten, unless something came up meanwhile. */
    private void stop() {
        deferred = holds > 0;
        free();
        if (woken || nudged) goOn();
        if (state == State.RESTING && holds == 0 && !expected && !set() && unrecorded == null) scheduler.closed(this);
    }

    private void pause(Duration pause) {
        deferred = pause.equals(WHILE_BUSY);
        free();
        endedWaits.begin(around.locations().target(device));
        if (woken) goOn();
        else ringIn(pause);
    }

    private void ringIn(Duration pause) {
        around.wheel().set(this, around.jittered(pause).toNanos());
    }

    private void pauseOrClose() {
        absences++;
        around.wheel().stop(this);
        endedWaits.begin(around.locations().target(device));
        if (around.locations().target(device).isEmpty()) scheduler.closed(this);
        else ringIn(MessageLifetime.pause(around.settings(), absences));
    }

    private void free() {
        state = State.RESTING;
        sending = false;
        scheduler.freed();
    }

    private void open(PendingCopy copy) {
        current.begins(copy.letter());
        around.hear(
                around.letters().open(device, copy.letter(), now()),
                held -> held.ifPresentOrElse(found -> send(copy, found), () -> drop(copy)),
                this::storeFailed);
    }

    /** It is gone: taken by another device, expired or deleted. */
    private void drop(PendingCopy copy) {
        current.ends();
        forget(copy);
        next();
    }

    private void forget(PendingCopy copy) {
        List<PendingCopy> known = copies;
        if (known != null) known.remove(copy);
        endedWaits.forget(copy.letter());
        asRead = false;
    }

    private void send(PendingCopy copy, PendingDelivery held) {
        Optional<Target> target = around.locations().target(device);
        Optional<SipRequest> request = StoredRequest.open(held.letter().bytes());
        if (request.isEmpty()) {
            LOG.error("message {} for {} cannot be read any more and is removed", held.id(), device);
            forget(copy);
            record(() -> around.letters().done(device, held.id(), Ending.DECLINED));
        } else if (current.recalled()) {
            drop(copy);
        } else if (target.isEmpty() || !mayGoOn()) {
            stop();
        } else if (around.deliveries().isBusy(device)) {
            pause(WHILE_BUSY);
        } else {
            tried = now();
            misses.began(tried);
            sending = true;
            around.events().sending(device, held);
            var once = new Deliveries.Try(
                    StoredRequest.unique(device, held),
                    Duration.between(tried, held.letter().expires()));
            current.sends(around.deliveries()
                    .deliver(request.get(), target.get(), once, answer -> answered(copy, held, answer)));
        }
    }

    private void answered(PendingCopy copy, PendingDelivery held, Optional<SipResponse> answer) {
        int code = DeviceAnswer.code(answer);
        ResponseClass verdict = ResponseClass.of(code);
        LOG.debug("message {} for {}: {} {}", held.id(), device, code, verdict);
        boolean ended = current.recalled()
                || (code == DeviceAnswer.NOTHING && !copy.expires().isAfter(now()));
        current.ends();
        if (verdict.ends()) ended(copy, held, code);
        else if (ended) drop(copy);
        else if (verdict == ResponseClass.AWAY) missed(copy, held, answer);
        else postponed(copy, held, answer);
    }

    private void ended(PendingCopy copy, PendingDelivery held, int code) {
        around.events().ended(device, held, code);
        forget(copy);
        isThere(held.id());
        record(() -> around.letters().done(device, held.id(), ResponseClass.ending(code)));
    }

    /** The device has answered that message: another that it did not answer before is to blame for that, and is put aside. */
    private void isThere(long letter) {
        misses.forget(letter);
        absences = 0;
        misses.deviceIsThere(now());
        List<PendingCopy> known = copies;
        if (passed.isEmpty() || known == null) return;
        for (PendingCopy copy : List.copyOf(known)) if (passed.contains(copy.letter())) putAside(copy);
        passed.clear();
    }

    private void putAside(PendingCopy copy) {
        int before = copy.tries() + misses.unanswered(copy.letter()) - 1;
        misses.forget(copy.letter());
        Instant until = now().plus(MessageLifetime.pause(around.settings(), copy.tries() + 1));
        replace(copy, new Postponement(until, Instant.EPOCH, false, true));
        around.hear(
                around.letters().open(device, copy.letter(), now()),
                held -> held.ifPresent(found -> around.events().putAside(device, found.withTries(before), until)),
                failure -> {});
        around.hear(
                around.letters().postpone(device, copy.letter(), new Postponement(until, Instant.EPOCH, false, true)),
                _ -> {},
                failure -> LOG.debug("message {} for {} could not be put aside", copy.letter(), device, failure));
    }

    private void replace(PendingCopy copy, Postponement by) {
        List<PendingCopy> known = copies;
        endedWaits.forget(copy.letter());
        if (known == null) return;
        known.remove(copy);
        known.add(copy.postponed(by));
    }

    /** Not this message now. Those of its sender wait behind it for {@link #IN_ORDER} or {@link RetryDelay#TRIES_IN_ORDER}. */
    private void postponed(PendingCopy copy, PendingDelivery held, Optional<SipResponse> answer) {
        int code = DeviceAnswer.code(answer);
        Postponement postponement = RetryDelay.refused(copy, held.tries() + 1, answer, around);
        Instant until = postponement.notBefore();
        if (postponement.aside() && !copy.aside()) around.events().putAside(device, held, until);
        around.events().postponed(device, held, code, until);
        replace(copy, postponement);
        isThere(held.id());
        record(() -> around.letters().postpone(device, held.id(), postponement));
    }

    /** The device has not answered, or is not available: nothing else is tried either, as long as the message is not to blame. */
    private void missed(PendingCopy copy, PendingDelivery held, Optional<SipResponse> answer) {
        int code = DeviceAnswer.code(answer);
        absences++;
        misses.missed(held.id(), tried, now());
        if (code == DeviceAnswer.NOTHING) scheduler.fellSilent(device);
        Optional<Postponement> again = afterMiss(copy, answer);
        if (again.isEmpty()) {
            afterMiss(held, code);
            return;
        }
        replace(copy, again.get());
        Consumer<Void> goOn = _ -> {
            afterMiss(held, code);
            if (code == DeviceAnswer.NOTHING) misses.forget(held.id());
        };
        around.hear(around.letters().postpone(device, held.id(), again.get()), goOn, this::storeFailed);
    }

    private Optional<Postponement> afterMiss(PendingCopy copy, Optional<SipResponse> answer) {
        // an answer that it has given would come again from its memory: the next try is another transaction
        if (answer.isPresent()) return Optional.of(RetryDelay.absent(copy, absences, answer, around));
        boolean wasThere = copy.aside() && misses.deviceWasThere(copy.letter());
        return wasThere ? Optional.of(RetryDelay.unanswered(copy, around)) : Optional.empty();
    }

    private void afterMiss(PendingDelivery held, int code) {
        List<PendingCopy> known = copies;
        boolean next = passed.isEmpty() && misses.isExhausted(held.id()) && mayGoOn();
        Instant until = now().plus(pauseAfterMiss(held.id()));
        around.events().postponed(device, held, code, until);
        if (next && known != null) {
            passed.addAll(misses.exhausted());
            choose(known);
        } else {
            passed.clear();
            away(known == null ? List.of() : known);
        }
    }

    private Duration pauseAfterMiss(long letter) {
        Duration pause = MessageLifetime.pause(around.settings(), Math.max(1, absences));
        boolean soon = misses.deviceWasThere(letter) && !misses.isExhausted(letter) && pause.compareTo(SOON) > 0;
        return soon ? SOON : pause;
    }

    private void away(List<PendingCopy> known) {
        if (!nudged) senders.clear(); // what was kept since the last reading is none of these
        for (PendingCopy copy : known) if (!copy.aside()) senders.add(copy.sender());
        pause(
                known.isEmpty()
                        ? MessageLifetime.pause(around.settings(), Math.max(1, absences))
                        : pauseAfterMiss(known.getFirst().letter()));
    }

    /** What the device has said is on record before it gets anything else: else it would get this again. */
    private void record(Supplier<CompletionStage<Void>> what) {
        unrecorded = what;
        around.hear(
                what.get(),
                _ -> {
                    unrecorded = null;
                    next();
                },
                this::storeFailed);
    }
}
