package io.aldis.server.trail;

import io.aldis.net.Flow;
import io.aldis.server.Answer;
import io.aldis.server.Destination;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.Sender;
import io.aldis.server.Target;
import io.aldis.server.Track;
import io.aldis.server.TrailEvent.What;
import io.aldis.sip.HeaderName;
import io.aldis.sip.SipRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Track of one recorded message. Its steps go to the writer when its sender is answered; later steps follow one by one. */
final class Notes implements Track {
    private final long mark;
    private final SipRequest request;
    private final Instant began;
    private final InstantSource clock;
    private final Consumer<TrailChunk> writer;
    /** Owned by the writer thread after the hand-over. */
    private final List<TrailStep> jots = new ArrayList<>(8);

    private boolean told;

    Notes(long mark, SipRequest request, Flow flow, InstantSource clock, Consumer<TrailChunk> writer) {
        this.mark = mark;
        this.request = request;
        this.began = clock.instant().truncatedTo(ChronoUnit.MILLIS); // precision of StoredMessage.arrived
        this.clock = clock;
        this.writer = writer;
        jots.add(new TrailStep(
                began,
                What.RECEIVED,
                DeviceAnswer.NOTHING,
                () -> Words.of(flow),
                () -> "for " + request.uri().text()));
    }

    @Override
    public long mark() {
        return mark;
    }

    @Override
    public void identified(Sender sender) {
        jot(What.IDENTIFIED, DeviceAnswer.NOTHING, () -> Words.of(sender), TrailStep.NOTHING);
    }

    @Override
    public void routed(Destination destination, List<Target> targets) {
        jot(What.ROUTED, DeviceAnswer.NOTHING, () -> Words.goal(destination), () -> Words.places(targets));
    }

    @Override
    public void sent(Target target, Flow flow) {
        jot(What.SENT, DeviceAnswer.NOTHING, () -> Words.of(target), () -> "over " + Words.of(flow));
    }

    @Override
    public void answered(Target target, int code) {
        jot(What.ANSWERED, code, () -> Words.of(target), TrailStep.NOTHING);
    }

    @Override
    public void unanswered(Target target, String why) {
        jot(What.UNANSWERED, DeviceAnswer.NOTHING, () -> Words.of(target), () -> why);
    }

    @Override
    public void told(int code) {
        told(outcome(code), code, TrailStep.NOTHING);
    }

    @Override
    public void told(Answer answer) {
        int code = answer.status().code();
        told(answer.drop() ? What.DROPPED : outcome(code), code, answer::detail);
    }

    private void told(What what, int code, Supplier<String> cause) {
        if (told) return;
        boolean proved = (code == 401 || code == 407) && request.headers().first(HeaderName.PROXY_AUTHORIZATION) >= 0;
        jot(what, code, TrailStep.NOTHING, proved ? () -> "with credentials that do not hold" : cause);
        told = true;
        writer.accept(page(jots));
    }

    private static What outcome(int code) {
        if (code == 202) return What.ACCEPTED;
        if (code / 100 == 2) return What.DELIVERED;
        return code == 401 || code == 407 ? What.CHALLENGED : What.REFUSED;
    }

    private void jot(What what, int code, Supplier<String> whom, Supplier<String> detail) {
        var jot = new TrailStep(clock.instant(), what, code, whom, detail);
        if (told) writer.accept(page(List.of(jot)));
        else jots.add(jot);
    }

    private TrailChunk page(List<TrailStep> steps) {
        return new TrailChunk(mark, began, new Heading.Fresh(request), steps);
    }
}
