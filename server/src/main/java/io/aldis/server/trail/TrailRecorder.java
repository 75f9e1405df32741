package io.aldis.server.trail;

import io.aldis.net.Flow;
import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.MailboxEntry;
import io.aldis.server.MailboxEvents;
import io.aldis.server.PendingDelivery;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.server.Track;
import io.aldis.server.TrailEvent.What;
import io.aldis.server.TrailSettings;
import io.aldis.server.TrailStore;
import io.aldis.sip.SipRequest;
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
public final class TrailRecorder implements MailboxEvents, AutoCloseable {
    private static final long YEAR_2020 = 1_577_836_800L;
    private static final int RANDOM_BITS = 34;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Queue<TrailChunk> pages = new ConcurrentLinkedQueue<>();
    private final Allowance messages;
    private final Allowance steps;
    private final Track unnoted;
    private final TrailWriter pen;

    public TrailRecorder(TrailStore store, TrailSettings settings, InstantSource clock) {
        this.clock = clock;
        this.messages = new Allowance(settings.rate());
        this.steps = new Allowance(settings.mailboxRate());
        this.unnoted = new UnsampledTrack(messages);
        this.pen = new TrailWriter(new TrailBatch(store, settings, clock, random), pages, messages, steps);
    }

    /** Starts the writer thread. */
    public void start() {
        pen.start();
    }

    /** The track of a message that has just arrived. */
    public Track track(SipRequest request, Flow flow) {
        if (!messages.left()) return unnoted;
        messages.take();
        return new Notes(mark(), request, flow, clock, pages::add);
    }

    /** Seconds since 2020, then random bits: marks of one second are neighbours in the index of a store, and cannot be guessed. */
    private long mark() {
        return (clock.instant().getEpochSecond() - YEAR_2020) << RANDOM_BITS
                | random.nextLong() >>> (Long.SIZE - RANDOM_BITS);
    }

    @Override
    public void kept(long id, StoredMessage letter, Set<String> devices) {
        step(
                letter,
                What.STORED,
                DeviceAnswer.NOTHING,
                () -> Words.devices(devices),
                () -> "message " + id + ", until " + second(letter.expires()));
    }

    @Override
    public void full(StoredMessage letter, StoreResult.Bound bound) {
        step(letter, What.FULL, DeviceAnswer.NOTHING, () -> letter.account().toString(), () -> limit(bound));
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
    public void sending(Device device, PendingDelivery held) {
        step(held.letter(), What.SENT, DeviceAnswer.NOTHING, () -> Words.of(device), () -> "message " + held.id());
    }

    @Override
    public void ended(Device device, PendingDelivery held, int code) {
        What what = code / 100 == 2 ? What.DELIVERED : What.REFUSED;
        step(held.letter(), what, code, () -> Words.of(device), TrailStep.NOTHING);
    }

    @Override
    public void postponed(Device device, PendingDelivery held, int code, Instant until) {
        step(held.letter(), What.POSTPONED, code, () -> Words.of(device), () -> "until " + second(until));
    }

    @Override
    public void putAside(Device device, PendingDelivery held, Instant until) {
        step(
                held.letter(),
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
                listed.letter(),
                What.EXPIRED,
                DeviceAnswer.NOTHING,
                () -> Words.devices(devices),
                () -> "its Expires was over at " + second(listed.letter().expires()));
    }

    private void step(StoredMessage letter, What what, int code, Supplier<String> whom, Supplier<String> detail) {
        if (!steps.take()) return;
        var jot = new TrailStep(clock.instant(), what, code, whom, detail);
        pages.add(new TrailChunk(letter.seed(), letter.arrived(), new Heading.Kept(letter), List.of(jot)));
    }

    private static String second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Writes what was recorded; called at the end of the server, when no more messages arrive. */
    @Override
    public void close() {
        pen.close();
    }
}
