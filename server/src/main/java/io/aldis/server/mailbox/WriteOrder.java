package io.aldis.server.mailbox;

import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Puts messages of one sender to one account into the store in the order in which they were decided on (DESIGN §5.8): some decisions read the
 * store first, and a later message must not be written meanwhile.
 */
@OnEventLoop
final class WriteOrder {
    private static final Runnable NOTHING = () -> {};

    private record Pair(Aor account, String sender) {}

    private final Executor loop;
    /** Decisions that wait, for each pair for which one is being made. */
    private final Map<Pair, Deque<Consumer<Runnable>>> waiting = new HashMap<>();
    /** Writes that are not confirmed yet. */
    private final Map<Pair, Integer> writing = new HashMap<>();
    /** Ends the decision that is being continued, unless a write of that decision takes it over. */
    private Runnable end = NOTHING;

    private Pair current = new Pair(Aor.parse("sip:nobody@invalid"), "");

    WriteOrder(Executor loop) {
        this.loop = loop;
    }

    /** Whether a decision about a message of that sender is being made. */
    boolean isDeciding(Aor account, String sender) {
        return !waiting.isEmpty() && waiting.containsKey(new Pair(account, sender));
    }

    /**
     * Whether a write is not confirmed yet. A decision in progress does not count: while the database is unavailable, reachable devices get
     * their messages all the same.
     */
    boolean isWriting(Aor account, String sender) {
        return !writing.isEmpty() && writing.containsKey(new Pair(account, sender));
    }

    /**
     * Runs a decision after those before it; at once, when it is part of the one that is being {@linkplain #goOn continued}.
     *
     * @param decision calls its argument, once, when its write can no longer be overtaken
     */
    void decide(Aor account, String sender, Consumer<Runnable> decision) {
        var pair = new Pair(account, sender);
        if (end != NOTHING && pair.equals(current)) {
            Runnable taken = end;
            end = NOTHING;
            decision.accept(taken);
            return;
        }
        Deque<Consumer<Runnable>> line = waiting.get(pair);
        if (line != null) {
            line.add(decision);
            return;
        }
        waiting.put(pair, new ArrayDeque<>(0));
        decision.accept(() -> next(pair));
    }

    private void next(Pair pair) {
        Deque<Consumer<Runnable>> line = waiting.getOrDefault(pair, new ArrayDeque<>(0));
        Consumer<Runnable> first = line.poll();
        if (first == null) waiting.remove(pair);
        else loop.execute(() -> first.accept(() -> next(pair)));
    }

    /** Continues a decision. @param ended as {@link #decide} has handed it out; called here unless the rest of the decision writes something */
    void goOn(Aor account, String sender, Runnable rest, Runnable ended) {
        current = new Pair(account, sender);
        end = ended;
        try {
            rest.run();
        } finally {
            Runnable left = end;
            end = NOTHING;
            left.run();
        }
    }

    void writes(Aor account, String sender) {
        writing.merge(new Pair(account, sender), 1, Integer::sum);
    }

    /** The write is confirmed, or has failed. */
    void written(Aor account, String sender) {
        writing.computeIfPresent(new Pair(account, sender), (same, count) -> count == 1 ? null : count - 1);
    }
}
