package io.aldis.server.location;

import io.aldis.server.Answer;
import io.aldis.server.Binding;
import io.aldis.server.BindingStore;
import io.aldis.server.Registered;
import io.aldis.server.Step;
import io.aldis.server.StoreException;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the bindings of accounts in the store: computes the new set on the event loop, from the newest known one, and writes it with
 * {@link BindingStore#compareAndSet}. Changes of one address are made in the order of the calls. Where no other server writes to the store, the version
 * of a set is known before it is written ({@link Registered#version}): a change that comes while others are being written is computed from their result, so
 * that several are in flight. Where other servers write, one of each address is.
 *
 * <pre>
 *   waiting --computed--> in flight --set--> done
 *      ^                      |
 *      +----------------------+ not set, since another server has changed the address: when nothing of the address is in flight any more, all that
 *                               were not set are computed again, in their order, from what the store has; at most TRIES times, else 503
 * </pre>
 */
@OnEventLoop
final class BindingChanges {
    /** Tries of one change. Each failed one means that another server has changed the same address, or that the store has failed. */
    static final int TRIES = 20;

    /** Limit on the changes of one address that are not done. */
    static final int MOST = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(BindingChanges.class);

    /** The bindings that this server knows. */
    interface Known {
        Registered newest(Aor aor);

        /** This server has written these. */
        void written(Aor aor, Registered now);

        /** Another process has written these. */
        void found(Aor aor, Registered now);
    }

    private record Change(
            Function<List<Binding>, Step<List<Binding>>> work, Consumer<Step<List<Binding>>> done, int tries) {
        Change again() {
            return new Change(work, done, tries + 1);
        }
    }

    /** The changes of one address that are not done. */
    private static final class Line {
        private final Aor aor;
        private final Deque<Change> waiting = new ArrayDeque<>(2);
        /** Those that were not set, in their order. */
        private final List<Change> again = new ArrayList<>();

        private int inFlight;
        /** Whether nothing is computed until nothing is in flight: what is in flight may have no effect. */
        private boolean halted;
        /** The result of all that are in flight, if they are set. */
        private Registered newest = Registered.NOTHING;
        /** What the store had when a change was not set. */
        private Optional<Registered> found = Optional.empty();

        Line(Aor aor) {
            this.aor = aor;
        }

        boolean isDone() {
            return waiting.isEmpty() && again.isEmpty() && inFlight == 0;
        }

        void settled() {
            for (Change each : again.reversed()) waiting.addFirst(each);
            again.clear();
            halted = false;
        }
    }

    private final BindingStore store;
    private final Known known;
    private final Executor loop;
    private final InstantSource clock;
    private final Map<Aor, Line> lines = new HashMap<>();

    BindingChanges(BindingStore store, Known known, Executor loop, InstantSource clock) {
        this.store = store;
        this.known = known;
        this.loop = loop;
        this.clock = clock;
    }

    /** As {@link io.aldis.server.Locations#change}, for an address with an account. */
    void change(Aor aor, Function<List<Binding>, Step<List<Binding>>> work, Consumer<Step<List<Binding>>> done) {
        Line line = lines.computeIfAbsent(aor, Line::new);
        if (line.waiting.size() + line.again.size() + line.inFlight >= MOST) {
            done.accept(Step.stop(Answer.of(503).because("too many changes of the bindings of " + aor + " wait")));
            return;
        }
        line.waiting.add(new Change(work, done, 0));
        advance(line);
    }

    private void advance(Line line) {
        while (!line.halted && !line.waiting.isEmpty()) next(line);
        if (line.isDone()) lines.remove(line.aor, line);
    }

    private void next(Line line) {
        boolean isUnique = !store.shared() && line.newest.version() != 0; // an empty set has version 0 each time
        if (line.inFlight > 0 && !isUnique) {
            line.halted = true;
            return;
        }
        if (line.inFlight == 0) line.newest = line.found.orElseGet(() -> known.newest(line.aor));
        boolean read = line.inFlight == 0 && line.found.isPresent();
        Registered from = line.newest;
        switch (computed(line, from)) {
            case Step.Go<List<Binding>>(List<Binding> after) -> {
                Change change = line.waiting.remove();
                line.found = Optional.empty();
                line.newest = new Registered(after, following(from.version(), after));
                submit(
                        line,
                        change,
                        store.compareAndSet(line.aor, from.version(), after),
                        result -> set(line, change, result));
            }
            case Step.Stop<List<Binding>> refused
            when line.inFlight > 0 -> line.halted = true; // those before it may fail
            case Step.Stop<List<Binding>> refused
            when read -> line.waiting.remove().done().accept(refused);
            case Step.Stop<List<Binding>> refused -> confirm(line, from, refused);
        }
    }

    private Step<List<Binding>> computed(Line line, Registered from) {
        Instant now = clock.instant();
        try {
            return line.waiting
                    .element()
                    .work()
                    .apply(from.bindings().stream()
                            .filter(each -> each.liveAt(now))
                            .map(Binding::withoutFlow)
                            .toList());
        } catch (RuntimeException e) {
            LOG.error("a change of the bindings of {} failed with an internal error", line.aor, e);
            return Step.stop(Answer.of(500));
        }
    }

    /** The next version in a store that no other server writes. */
    private static long following(long version, List<Binding> after) {
        return after.isEmpty() ? 0 : version + 1;
    }

    /** A refusal that was computed from memory is computed again if another process has changed the bindings, which this one may not know yet. */
    private void confirm(Line line, Registered from, Step.Stop<List<Binding>> refused) {
        Change change = line.waiting.remove();
        line.halted = true;
        submit(line, change, store.read(line.aor), found -> {
            if (found.version() == from.version()) change.done().accept(refused);
            else again(line, change, found);
        });
    }

    private <T> void submit(Line line, Change change, CompletionStage<T> answer, Consumer<T> then) {
        line.inFlight++;
        answer.whenComplete((result, failure) -> loop.execute(() -> {
            line.inFlight--;
            try {
                if (failure == null) then.accept(result);
                else failed(line, change, failure);
            } finally {
                if (line.inFlight == 0) line.settled();
                advance(line);
            }
        }));
    }

    private void set(Line line, Change change, BindingStore.SetResult result) {
        if (result.set()) {
            line.found = Optional.empty();
            known.written(line.aor, result.now());
            change.done().accept(Step.go(result.now().bindings()));
        } else again(line, change, result.now());
    }

    private void again(Line line, Change change, Registered found) {
        line.halted = true;
        line.found = Optional.of(found);
        known.found(line.aor, found);
        if (change.tries() + 1 < TRIES) line.again.add(change.again());
        else {
            LOG.warn("bindings of {} could not be stored: others changed them {} times meanwhile", line.aor, TRIES);
            change.done()
                    .accept(Step.stop(Answer.of(503).because("other servers change the bindings at the same time")));
        }
    }

    private static void failed(Line line, Change change, Throwable failure) {
        line.halted = true;
        LOG.error("bindings of {} could not be stored: {}", line.aor, StoreException.words(failure));
        change.done().accept(Step.stop(Answer.of(503).because("the store could not write the bindings")));
    }
}
