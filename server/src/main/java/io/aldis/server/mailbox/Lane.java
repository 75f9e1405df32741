package io.aldis.server.mailbox;

import io.aldis.server.Device;
import io.aldis.server.Held;
import io.aldis.server.Letter;
import io.aldis.server.MailboxStore;
import io.aldis.server.RetryAfter;
import io.aldis.server.Said;
import io.aldis.server.Target;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.transaction.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The letters of one device on their way, one after the other. For the event loop.
 *
 * <pre>
 *            wake                      a place                 nothing left
 *  RESTING ────────▶ READY ──────────────────────▶ WORKING ────────────────▶ closed
 *     ▲      alarm                                  │  ▲ │
 *     └─────────────── the device is away ──────────┘  └─┘ next letter
 * </pre>
 */
final class Lane extends Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private enum State {
        RESTING,
        READY,
        WORKING
    }

    private final Surroundings around;
    private final Lanes lanes;
    private final Device device;
    private State state = State.RESTING;
    private boolean woken;
    private boolean nudged;
    private boolean carrying;
    /** What the device has ended and no store has on record yet. */
    private @Nullable Supplier<CompletionStage<Void>> unrecorded;

    private int holds;
    private int absences;

    Lane(Surroundings around, Lanes lanes, Device device) {
        this.around = around;
        this.lanes = lanes;
        this.device = device;
    }

    Device device() {
        return device;
    }

    /** Whether letters are on their way to the device, one after the other. */
    boolean isCarrying() {
        return carrying;
    }

    private MailboxStore letters() {
        return around.stores().letters();
    }

    // ---- from outside

    void wake() {
        absences = 0;
        woken = true;
        if (state == State.RESTING) goOn();
    }

    /** Something more is kept for the device. One that is tried again later gets it then. */
    void nudge() {
        nudged = true;
        if (state == State.RESTING && !set()) goOn();
    }

    void hold() {
        holds++;
    }

    /** What is kept meanwhile waits for the device to come back, or for the next try. */
    void release() {
        holds--;
        if (state != State.RESTING || holds > 0) return;
        if (woken) goOn();
        else pauseOrClose();
    }

    void rest() {
        if (state == State.RESTING && holds == 0 && !set()) pauseOrClose();
    }

    @Override
    protected void rang() {
        if (state == State.RESTING) goOn();
    }

    // ---- the states

    private void goOn() {
        if (holds > 0) return;
        around.wheel().stop(this);
        state = State.READY;
        lanes.enqueue(this);
    }

    /** There is a place for it. */
    void start() {
        state = State.WORKING;
        next();
    }

    private void next() {
        woken = false;
        nudged = false;
        Supplier<CompletionStage<Void>> missing = unrecorded;
        if (missing != null) {
            record(missing);
            return;
        }
        Optional<Target> target = around.locations().target(device);
        if (target.isEmpty() || holds > 0 || lanes.ended()) {
            stop();
            return;
        }
        around.hear(
                letters().next(device, around.clock().instant()),
                held -> held.ifPresentOrElse(this::carry, this::nothingDue),
                this::storeFailed);
    }

    private void nothingDue() {
        around.hear(letters().due(device, around.clock().instant()), this::nothingUntil, this::storeFailed);
    }

    private void nothingUntil(Optional<Instant> due) {
        due.ifPresentOrElse(
                time -> pause(Duration.between(around.clock().instant(), time).plusMillis(1)), this::stop);
    }

    private void storeFailed(Throwable failure) {
        LOG.debug("the letters of {} cannot be had now", device, failure);
        absences++;
        pause(Lifetime.pause(around.settings(), absences));
    }

    /** Nothing to do: it is forgotten, unless something came up meanwhile. */
    private void stop() {
        free();
        if (woken || nudged) goOn();
        if (state == State.RESTING && holds == 0 && unrecorded == null) lanes.closed(this);
    }

    private void pause(Duration pause) {
        free();
        if (woken) goOn();
        else around.wheel().set(this, jittered(pause).toNanos());
    }

    /** Not all that fell silent together come together. */
    private Duration jittered(Duration pause) {
        long nanos = Math.max(pause.toNanos(), 0);
        return Duration.ofNanos(nanos + around.random().nextLong(nanos / 8 + 1));
    }

    private void pauseOrClose() {
        absences++;
        around.wheel().stop(this);
        if (around.locations().target(device).isEmpty()) lanes.closed(this);
        else
            around.wheel()
                    .set(
                            this,
                            jittered(Lifetime.pause(around.settings(), absences))
                                    .toNanos());
    }

    private void free() {
        state = State.RESTING;
        carrying = false;
        lanes.freed();
    }

    // ---- one letter

    private void carry(Held held) {
        Optional<Target> target = around.locations().target(device);
        Optional<SipRequest> request = Envelope.open(held.letter().bytes());
        if (request.isEmpty()) {
            LOG.error("letter {} for {} cannot be read any more and is removed", held.id(), device);
            record(() -> letters().done(device, held.id()));
        } else if (target.isEmpty() || holds > 0) {
            stop();
        } else {
            carrying = true;
            around.events().sending(device, held);
            around.deliveries().deliver(request.get(), target.get(), unique(held), answer -> answered(held, answer));
        }
    }

    /** The same on every try that nobody has answered: a device that has it already knows it again. */
    private String unique(Held held) {
        Letter letter = held.letter();
        String seed = Long.toString(letter.seed() & Long.MAX_VALUE, 36);
        return seed + '-' + Integer.toHexString(device.id().hashCode()) + '-' + held.tries();
    }

    private void answered(Held held, Optional<SipResponse> answer) {
        int code = answer.map(SipResponse::code).orElse(Said.NOTHING);
        Verdict verdict = Verdict.of(code);
        LOG.debug("letter {} for {}: {} {}", held.id(), device, code, verdict);
        if (verdict.ends()) {
            absences = 0;
            around.events().ended(device, held, code);
            record(() -> letters().done(device, held.id()));
        } else if (verdict == Verdict.AWAY) {
            away(held, answer);
        } else {
            Instant until = around.clock().instant().plus(RetryDelay.of(answer, held.tries() + 1, around.settings()));
            around.events().postponed(device, held, code, until);
            record(() -> letters().postpone(device, held.id(), until));
        }
    }

    /** An answer that it has given would come again from its memory: the next try is another transaction. */
    private void away(Held held, Optional<SipResponse> answer) {
        absences++;
        int code = answer.map(SipResponse::code).orElse(Said.NOTHING);
        Duration pause = RetryDelay.of(answer, absences, around.settings());
        Instant now = around.clock().instant();
        boolean asked = answer.flatMap(RetryAfter::of).isPresent();
        around.events().postponed(device, held, code, now.plus(pause));
        if (code == Said.NOTHING) pause(pause);
        else
            around.hear(
                    letters().postpone(device, held.id(), asked ? now.plus(pause) : now),
                    _ -> pause(pause),
                    this::storeFailed);
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
