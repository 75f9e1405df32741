package io.aldis.server.trail;

import io.aldis.server.Arrival;
import io.aldis.server.TrailEvent.What;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The steps of one recorded message. They go to the writer when its sender is answered; later steps follow one by one. */
final class Notes implements Arrival.Recorded {
    private final long mark;
    private final Arrival arrival;
    private final InstantSource clock;
    private final Consumer<TrailChunk> writer;
    private final Instant began;
    /** Owned by the writer thread after the hand-over. */
    private final List<TrailStep> jots = new ArrayList<>(8);

    private boolean handedOver;

    Notes(long mark, Arrival arrival, InstantSource clock, Consumer<TrailChunk> writer) {
        this.mark = mark;
        this.arrival = arrival;
        this.clock = clock;
        this.writer = writer;
        this.began = arrival.at().truncatedTo(ChronoUnit.MILLIS); // precision of StoredMessage.arrived
    }

    @Override
    public long mark() {
        return mark;
    }

    Instant began() {
        return began;
    }

    void step(What what, int code, Supplier<String> whom, Supplier<String> detail) {
        step(new TrailStep(clock.instant(), what, code, whom, detail));
    }

    void step(TrailStep step) {
        if (handedOver) writer.accept(page(List.of(step)));
        else jots.add(step);
    }

    /** Hands the steps over to the writer. */
    void handOver() {
        handedOver = true;
        writer.accept(page(jots));
    }

    private TrailChunk page(List<TrailStep> steps) {
        return new TrailChunk(mark, began, new Heading.Fresh(arrival.request()), steps);
    }
}
