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
    private static final class AddressChanges {
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

        AddressChanges(Aor aor) {
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
    private final Map<Aor, AddressChanges> addresses = new HashMap<>();

    BindingChanges(BindingStore store, Known known, Executor loop, InstantSource clock) {
        this.store = store;
        this.known = known;
        this.loop = loop;
        this.clock = clock;
    }

    /** As {@link io.aldis.server.Locations#change}, for an address with an account. */
    void change(Aor aor, Function<List<Binding>, Step<List<Binding>>> work, Consumer<Step<List<Binding>>> done) {
        AddressChanges changes = addresses.computeIfAbsent(aor, AddressChanges::new);
        if (changes.waiting.size() + changes.again.size() + changes.inFlight >= MOST) {
            done.accept(Step.stop(Answer.of(503).because("too many changes of the bindings of " + aor + " wait")));
            return;
        }
        changes.waiting.add(new Change(work, done, 0));
        advance(changes);
    }

    private void advance(AddressChanges changes) {
        while (!changes.halted && !changes.waiting.isEmpty()) next(changes);
        if (changes.isDone()) addresses.remove(changes.aor, changes);
    }

    private void next(AddressChanges changes) {
        boolean isUnique = !store.shared() && changes.newest.version() != 0; // an empty set has version 0 each time
        if (changes.inFlight > 0 && !isUnique) {
            changes.halted = true;
            return;
        }
        if (changes.inFlight == 0) changes.newest = changes.found.orElseGet(() -> known.newest(changes.aor));
        boolean read = changes.inFlight == 0 && changes.found.isPresent();
        Registered from = changes.newest;
        switch (computed(changes, from)) {
            case Step.Go<List<Binding>>(List<Binding> after) -> {
                Change change = changes.waiting.remove();
                changes.found = Optional.empty();
                changes.newest = new Registered(after, following(from.version(), after));
                submit(
                        changes,
                        change,
                        store.compareAndSet(changes.aor, from.version(), after),
                        result -> set(changes, change, result));
            }
            case Step.Stop<List<Binding>> refused
            when changes.inFlight > 0 -> changes.halted = true; // those before it may fail
            case Step.Stop<List<Binding>> refused
            when read -> changes.waiting.remove().done().accept(refused);
            case Step.Stop<List<Binding>> refused -> confirm(changes, from, refused);
        }
    }

    private Step<List<Binding>> computed(AddressChanges changes, Registered from) {
        Instant now = clock.instant();
        try {
            return changes.waiting
                    .element()
                    .work()
                    .apply(from.bindings().stream()
                            .filter(each -> each.liveAt(now))
                            .map(Binding::withoutFlow)
                            .toList());
        } catch (RuntimeException e) {
            LOG.error("a change of the bindings of {} failed with an internal error", changes.aor, e);
            return Step.stop(Answer.of(500));
        }
    }

    /** The next version in a store that no other server writes. */
    private static long following(long version, List<Binding> after) {
        return after.isEmpty() ? 0 : version + 1;
    }

    /** A refusal that was computed from memory is computed again if another process has changed the bindings, which this one may not know yet. */
    private void confirm(AddressChanges changes, Registered from, Step.Stop<List<Binding>> refused) {
        Change change = changes.waiting.remove();
        changes.halted = true;
        submit(changes, change, store.read(changes.aor), found -> {
            if (found.version() == from.version()) change.done().accept(refused);
            else again(changes, change, found);
        });
    }

    private <T> void submit(AddressChanges changes, Change change, CompletionStage<T> answer, Consumer<T> then) {
        changes.inFlight++;
        answer.whenComplete((result, failure) -> loop.execute(() -> {
            changes.inFlight--;
            try {
                if (failure == null) then.accept(result);
                else failed(changes, change, failure);
            } finally {
                if (changes.inFlight == 0) changes.settled();
                advance(changes);
            }
        }));
    }

    private void set(AddressChanges changes, Change change, BindingStore.SetResult result) {
        if (result.set()) {
            changes.found = Optional.empty();
            known.written(changes.aor, result.now());
            change.done().accept(Step.go(result.now().bindings()));
        } else again(changes, change, result.now());
    }

    private void again(AddressChanges changes, Change change, Registered found) {
        changes.halted = true;
        changes.found = Optional.of(found);
        known.found(changes.aor, found);
        if (change.tries() + 1 < TRIES) changes.again.add(change.again());
        else {
            LOG.warn("bindings of {} could not be stored: others changed them {} times meanwhile", changes.aor, TRIES);
            change.done()
                    .accept(Step.stop(Answer.of(503).because("other servers change the bindings at the same time")));
        }
    }

    private static void failed(AddressChanges changes, Change change, Throwable failure) {
        changes.halted = true;
        LOG.error("bindings of {} could not be stored: {}", changes.aor, StoreException.words(failure));
        change.done().accept(Step.stop(Answer.of(503).because("the store could not write the bindings")));
    }
}
