package io.aldis.server.trail;

import io.aldis.server.StoreException;
import io.aldis.server.Trail;
import io.aldis.server.TrailEvent;
import io.aldis.server.TrailGap;
import io.aldis.server.TrailSettings;
import io.aldis.server.TrailStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes trails and gaps to the store, and removes old trails. For one thread. */
final class TrailBatch {
    private static final Logger LOG = LoggerFactory.getLogger(TrailBatch.class);
    private static final Duration BETWEEN_WORDS = Duration.ofMinutes(1);
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(10);
    private static final int PORTION = 500;

    private final TrailStore store;
    private final TrailSettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;
    private Instant before;
    private Optional<TrailGap> gap = Optional.empty();
    private Instant nextWord = Instant.MIN;
    private Instant nextSweep = Instant.MIN;

    TrailBatch(TrailStore store, TrailSettings settings, InstantSource clock, RandomGenerator random) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.before = clock.instant();
    }

    /**
     * @param messages number that got no allowance since the last call
     * @param steps number of steps of stored messages that got none
     */
    void write(List<TrailChunk> chunks, long messages, long steps) {
        Instant now = clock.instant();
        gap = missing(now, messages, steps);
        if (!chunks.isEmpty() || gap.isPresent()) write(chunks, messages + steps, now);
        before = now;
    }

    private void write(List<TrailChunk> chunks, long dropped, Instant now) {
        List<Trail> trails = trails(chunks);
        try {
            store.write(trails, gap);
            if (dropped > 0)
                say("more messages came than trail.rate, " + settings.rate() + " a second, or trail.mailbox-rate, "
                        + settings.mailboxRate());
            else gap = Optional.empty();
        } catch (StoreException e) {
            gap = missing(now, trails.size(), 0);
            say(String.valueOf(e.getMessage()));
        }
    }

    /** The gap that is open with what is new in it, or a new one, or none. */
    private Optional<TrailGap> missing(Instant now, long messages, long steps) {
        if (messages + steps == 0) return gap;
        TrailGap open = gap.orElseGet(() -> new TrailGap(random.nextLong(), before, now, 0, 0));
        return Optional.of(
                new TrailGap(open.mark(), open.from(), now, open.messages() + messages, open.steps() + steps));
    }

    /** Logs the gap, at most once a minute. */
    private void say(String why) {
        Instant now = clock.instant();
        if (now.isBefore(nextWord)) return;
        nextWord = now.plus(BETWEEN_WORDS);
        gap.ifPresent(open -> LOG.warn(
                "the trail has a gap: since={} messages={} steps={}: {}",
                open.from(),
                open.messages(),
                open.steps(),
                why));
    }

    private static List<Trail> trails(List<TrailChunk> chunks) {
        Map<Long, Trail> trails = new LinkedHashMap<>();
        for (TrailChunk page : chunks) trails.merge(page.mark(), page.trail(), TrailBatch::joined);
        return List.copyOf(trails.values());
    }

    private static Trail joined(Trail one, Trail more) {
        var events = new ArrayList<TrailEvent>(one.events());
        events.addAll(more.events());
        return new Trail(one.mark(), one.began(), one.callId(), one.sender(), one.recipient(), events);
    }

    /**
     * Removes old trails: at most 500 or twice {@code written}, every 10 s or sooner when more are left. @param written chunks since the
     * last call
     */
    void forget(int written) {
        Instant now = clock.instant();
        if (now.isBefore(nextSweep)) return;
        int portion = Math.max(PORTION, 2 * written);
        try {
            int gone = store.forget(now.minus(settings.keep()), settings.messages(), portion);
            if (gone < portion) nextSweep = now.plus(BETWEEN_SWEEPS);
        } catch (StoreException e) {
            nextSweep = now.plus(BETWEEN_SWEEPS);
            LOG.debug("old trails cannot be removed now", e);
        }
    }
}
