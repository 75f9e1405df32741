package io.aldis.server.trail;

import io.aldis.net.Flow;
import io.aldis.server.Answer;
import io.aldis.server.Arrival;
import io.aldis.server.Destination;
import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.MailboxEntry;
import io.aldis.server.PendingDelivery;
import io.aldis.server.Sender;
import io.aldis.server.ServerEvents;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.server.Target;
import io.aldis.server.TrailEvent.What;
import io.aldis.server.TrailSettings;
import io.aldis.server.TrailStore;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Method;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Records what happens to messages, within the allowance. Called on the event loop: never blocks, and costs little for a message that is
 * not recorded; {@code TrailWriter} writes on a thread of its own. Stored messages have an allowance of their own, so that a flood of other
 * messages cannot displace them.
 */
public final class TrailRecorder implements ServerEvents, AutoCloseable {
    private static final long YEAR_2020 = 1_577_836_800L;
    private static final int RANDOM_BITS = 34;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Queue<TrailChunk> chunks = new ConcurrentLinkedQueue<>();
    private final Allowance messages;
    private final Allowance steps;
    private final TrailWriter writer;

    public TrailRecorder(TrailStore store, TrailSettings settings, InstantSource clock) {
        this.clock = clock;
        this.messages = new Allowance(settings.rate());
        this.steps = new Allowance(settings.mailboxRate());
        this.writer = new TrailWriter(new TrailBatch(store, settings, clock, random), chunks, messages, steps);
    }

    /** Starts the writer thread. */
    public void start() {
        writer.start();
    }

    // ---- requests

    @Override
    public void received(Arrival request) {
        if (!isMessage(request) || !messages.left()) return;
        messages.take();
        Flow flow = request.flow();
        var notes = new Notes(mark(), request, clock, chunks::add);
        notes.step(new TrailStep(
                notes.began(),
                What.RECEIVED,
                DeviceAnswer.NOTHING,
                () -> Words.of(flow),
                () -> "for " + request.request().uri().text()));
        request.recordedAs(notes);
    }

    private static boolean isMessage(Arrival request) {
        return request.request().method().equals(Method.MESSAGE);
    }

    @Override
    public void identified(Arrival request, Sender sender) {
        if (request.recorded() instanceof Notes notes)
            notes.step(What.IDENTIFIED, DeviceAnswer.NOTHING, () -> Words.of(sender), TrailStep.NOTHING);
    }

    @Override
    public void routed(Arrival request, Destination destination, List<Target> targets) {
        if (request.recorded() instanceof Notes notes)
            notes.step(What.ROUTED, DeviceAnswer.NOTHING, () -> Words.goal(destination), () -> Words.places(targets));
    }

    @Override
    public void sent(Arrival request, Target target, Flow flow) {
        if (request.recorded() instanceof Notes notes)
            notes.step(What.SENT, DeviceAnswer.NOTHING, () -> Words.of(target), () -> "over " + Words.of(flow));
    }

    @Override
    public void branchAnswered(Arrival request, Target target, int code) {
        if (request.recorded() instanceof Notes notes)
            notes.step(What.ANSWERED, code, () -> Words.of(target), TrailStep.NOTHING);
    }

    @Override
    public void branchFailed(Arrival request, Target target, String why) {
        if (request.recorded() instanceof Notes notes)
            notes.step(What.UNANSWERED, DeviceAnswer.NOTHING, () -> Words.of(target), () -> why);
    }

    @Override
    public void answered(Arrival request, int code) {
        Supplier<String> cause = code == DeviceAnswer.NOTHING ? () -> "too late for a response" : TrailStep.NOTHING;
        answered(request, outcome(code), code, cause);
    }

    @Override
    public void answered(Arrival request, Answer answer) {
        int code = answer.status().code();
        answered(request, answer.drop() ? What.DROPPED : outcome(code), code, answer::detail);
    }

    private void answered(Arrival request, What what, int code, Supplier<String> cause) {
        if (request.recorded() instanceof Notes notes) {
            boolean proved =
                    what == What.CHALLENGED && request.request().headers().first(HeaderName.PROXY_AUTHORIZATION) >= 0;
            notes.step(what, code, TrailStep.NOTHING, proved ? () -> "with credentials that do not hold" : cause);
            notes.handOver();
        } else if (isMessage(request) && what != What.ACCEPTED) {
            messages.refuse(); // one that is stored is recorded from then on
        }
    }

    private static What outcome(int code) {
        if (code == 202) return What.ACCEPTED;
        if (code / 100 == 2) return What.DELIVERED;
        return code == 401 || code == 407 ? What.CHALLENGED : What.REFUSED;
    }

    /** Seconds since 2020, then random bits: marks of one second are neighbours in the index of a store, and cannot be guessed. */
    private long mark() {
        return (clock.instant().getEpochSecond() - YEAR_2020) << RANDOM_BITS
                | random.nextLong() >>> (Long.SIZE - RANDOM_BITS);
    }

    // ---- mailboxes

    @Override
    public void stored(long id, StoredMessage message, Set<String> devices) {
        step(
                message,
                What.STORED,
                DeviceAnswer.NOTHING,
                () -> Words.devices(devices),
                () -> "message " + id + ", until " + second(message.expires()));
    }

    @Override
    public void mailboxFull(StoredMessage message, StoreResult.Bound bound) {
        step(message, What.FULL, DeviceAnswer.NOTHING, () -> message.account().toString(), () -> limit(bound));
    }

    private static String limit(StoreResult.Bound bound) {
        return switch (bound) {
            case MESSAGES -> "too many messages (mailbox.messages)";
            case BYTES -> "too many octets (mailbox.size)";
            case SENDER -> "too many messages of this sender (mailbox.messages-per-sender)";
            case RECEIPTS -> "too many receipts (mailbox.receipts)";
        };
    }

    @Override
    public void deliveryStarted(Device device, PendingDelivery held) {
        step(held.message(), What.SENT, DeviceAnswer.NOTHING, () -> Words.of(device), () -> "message " + held.id());
    }

    @Override
    public void deliveryAnswered(Device device, PendingDelivery held, int code) {
        What what = code / 100 == 2 ? What.DELIVERED : What.REFUSED;
        step(held.message(), what, code, () -> Words.of(device), TrailStep.NOTHING);
    }

    @Override
    public void deliveryForbidden(Device device, PendingDelivery held, String rule) {
        step(held.message(), What.DROPPED, DeviceAnswer.NOTHING, () -> Words.of(device), () -> rule);
    }

    @Override
    public void deliveryPostponed(Device device, PendingDelivery held, int code, Instant until) {
        step(held.message(), What.POSTPONED, code, () -> Words.of(device), () -> "until " + second(until));
    }

    @Override
    public void putAside(Device device, PendingDelivery held, Instant until) {
        step(
                held.message(),
                What.POSTPONED,
                DeviceAnswer.NOTHING,
                () -> Words.of(device),
                () -> "put aside after " + (held.tries() + 1) + " tries, those behind it go on; until "
                        + second(until));
    }

    @Override
    public void expired(MailboxEntry listed) {
        List<String> devices =
                listed.waiting().stream().map(MailboxEntry.Waiting::device).toList();
        step(
                listed.message(),
                What.EXPIRED,
                DeviceAnswer.NOTHING,
                () -> Words.devices(devices),
                () -> "its Expires was over at " + second(listed.message().expires()));
    }

    private void step(StoredMessage message, What what, int code, Supplier<String> whom, Supplier<String> detail) {
        if (!steps.take()) return;
        var one = new TrailStep(clock.instant(), what, code, whom, detail);
        chunks.add(new TrailChunk(message.seed(), message.arrived(), new Heading.Kept(message), List.of(one)));
    }

    private static String second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Writes what was recorded; called at the end of the server, when no more messages arrive. */
    @Override
    public void close() {
        writer.close();
    }
}
