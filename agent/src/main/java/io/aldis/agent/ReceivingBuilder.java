package io.aldis.agent;

import io.aldis.im.MediaRange;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The part of an {@link AgentBuilder} that is about messages that come in. */
final class ReceivingBuilder {
    boolean messages = true;
    Acceptance acceptance = Acceptance.EVERYTHING;
    BlockList blocked = BlockList.EMPTY;
    Optional<Function<IncomingMessage, Screening>> screening = Optional.empty();
    Late late = Late.MARK;
    DateCheck dates = DateCheck.DEFAULT;

    void types(String... ranges) {
        var types = Stream.of(ranges).map(MediaRange::new).toList();
        acceptance = new Acceptance(types, acceptance.languages());
    }

    void languages(String... tags) {
        acceptance = new Acceptance(acceptance.types(), List.of(tags));
    }

    void block(int code, String... patterns) {
        for (String pattern : patterns) blocked = blocked.with(pattern, code);
    }

    /** @param opened types that are taken whatever is accepted, since it counts what is inside of them */
    Receiving build(InstantSource clock, List<String> opened) {
        return new Receiving(messages, acceptance.opening(opened), blocked, screening, late, dates, clock);
    }
}
