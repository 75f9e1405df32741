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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the bindings of accounts in the store: computes the new set on the event loop, from the newest known one, and writes it with
 * {@link BindingStore#compareAndSet}. Changes of one address are made one after the other, in the order of the calls; those of different addresses at
 * the same time, so that the store writes many in one transaction.
 *
 * <pre>
 * waits in the queue of its address --first--> computed --compareAndSet--> set: done
 * ^            |
 * +------------+ another version in the store: at most TRIES times, else 503
 * </pre>
 */
@OnEventLoop
final class BindingChanges {
    /** Tries of one change. Each failed one means that another server has changed the same address. */
    static final int TRIES = 20;

    /** Limit on the changes of one address that wait. */
    static final int WAITING = 100;

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
            Aor aor, Function<List<Binding>, Step<List<Binding>>> work, Consumer<Step<List<Binding>>> done) {}

    /**
     * A set that a change is computed from.
     *
     * @param read whether it was read from the store for this change
     * @param tries sets that were computed before this one
     */
    private record Base(Registered from, boolean read, int tries) {
        Base next(Registered found) {
            return new Base(found, true, tries + 1);
        }
    }

    private final BindingStore store;
    private final Known known;
    private final Executor loop;
    private final InstantSource clock;
    /** The changes of each address, the one in progress first. */
    private final Map<Aor, Queue<Change>> queues = new HashMap<>();

    BindingChanges(BindingStore store, Known known, Executor loop, InstantSource clock) {
        this.store = store;
        this.known = known;
        this.loop = loop;
        this.clock = clock;
    }

    /** As {@link io.aldis.server.Locations#change}, for an address with an account. */
    void change(Aor aor, Function<List<Binding>, Step<List<Binding>>> work, Consumer<Step<List<Binding>>> done) {
        Queue<Change> queue = queues.computeIfAbsent(aor, _ -> new ArrayDeque<>(2));
        if (queue.size() > WAITING) {
            done.accept(Step.stop(Answer.of(503).because("too many changes of the bindings of " + aor + " wait")));
            return;
        }
        var change = new Change(aor, work, done);
        queue.add(change);
        if (queue.size() == 1) begin(change);
    }

    private void begin(Change change) {
        attempt(change, new Base(known.newest(change.aor()), false, 0));
    }

    private void attempt(Change change, Base base) {
        if (base.tries() == TRIES) {
            LOG.warn(
                    "bindings of {} could not be stored: other servers changed them {} times meanwhile",
                    change.aor(),
                    TRIES);
            finish(change, Step.stop(Answer.of(503).because("other servers change the bindings at the same time")));
            return;
        }
        switch (computed(change, base.from())) {
            case Step.Go<List<Binding>>(List<Binding> after) -> write(change, base, after);
            case Step.Stop<List<Binding>> refused -> refuse(change, base, refused);
        }
    }

    private Step<List<Binding>> computed(Change change, Registered from) {
        Instant now = clock.instant();
        try {
            return change.work()
                    .apply(from.bindings().stream()
                            .filter(each -> each.liveAt(now))
                            .map(Binding::withoutFlow)
                            .toList());
        } catch (RuntimeException e) {
            LOG.error("a change of the bindings of {} failed with an internal error", change.aor(), e);
            return Step.stop(Answer.of(500));
        }
    }

    private void write(Change change, Base base, List<Binding> after) {
        store.compareAndSet(change.aor(), base.from().version(), after)
                .whenComplete((result, failure) -> loop.execute(() -> {
                    if (failure != null) finish(change, unwritten(change.aor(), failure));
                    else if (result.set()) {
                        known.written(change.aor(), result.now());
                        finish(change, Step.go(result.now().bindings()));
                    } else again(change, base, result.now());
                }));
    }

    /** A refusal that was computed from memory is computed again if another server has changed the bindings, of which this one may not know yet. */
    private void refuse(Change change, Base base, Step.Stop<List<Binding>> refused) {
        if (base.read() || !store.shared()) {
            finish(change, refused);
            return;
        }
        store.read(change.aor())
                .whenComplete((found, failure) -> loop.execute(() -> {
                    if (failure != null) finish(change, unwritten(change.aor(), failure));
                    else if (found.version() == base.from().version()) finish(change, refused);
                    else again(change, base, found);
                }));
    }

    private void again(Change change, Base base, Registered found) {
        known.found(change.aor(), found);
        attempt(change, base.next(found));
    }

    private static Step<List<Binding>> unwritten(Aor aor, Throwable failure) {
        LOG.error("bindings of {} could not be stored: {}", aor, StoreException.words(failure));
        return Step.stop(Answer.of(503).because("the store could not write the bindings"));
    }

    /** The next change of the address begins after the result of this one was heard. */
    private void finish(Change change, Step<List<Binding>> result) {
        try {
            change.done().accept(result);
        } finally {
            Queue<Change> queue = queues.getOrDefault(change.aor(), new ArrayDeque<>());
            queue.remove();
            if (queue.isEmpty()) queues.remove(change.aor());
            else begin(queue.element());
        }
    }
}
