package io.aldis.net.dns;

import io.aldis.sip.locate.Dns.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * LRU cache of the answers to one record type, by name. A caller that asks while the same question is under way waits for that answer.
 * Safe for every thread; no lock is held while a name server is asked.
 */
final class DnsCache<T> {
    static final int MOST = 4096;
    /** Longest time that records are kept, so that a mistake with a TTL of a week does not last a week. */
    static final Duration LONGEST = Duration.ofHours(1);
    /** Longest time that a negative answer is kept, so that a new domain is found soon; RFC 2308 §5 allows three hours. */
    static final Duration LONGEST_ABSENCE = Duration.ofMinutes(5);
    /** How long a failure is kept, so that a failing name server is not asked for every message (RFC 2308 §7). */
    static final Duration TROUBLE = Duration.ofSeconds(1);

    private record Known<T>(CompletableFuture<Answer<T>> answer, Instant until) {}

    private final InstantSource clock;
    private final Map<String, Known<T>> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known<T>> eldest) {
            return size() > MOST;
        }
    };

    DnsCache(InstantSource clock) {
        this.clock = clock;
    }

    /** The answer from the cache, or from {@code ask}. Blocks. */
    Answer<T> answer(String name, Function<String, Answer<T>> ask) {
        String key = name.toLowerCase(Locale.ROOT);
        while (true) {
            var mine = new CompletableFuture<Answer<T>>();
            CompletableFuture<Answer<T>> first = first(key, mine);
            if (first == mine) return asked(key, mine, ask);
            try {
                return first.join();
            } catch (CancellationException _) {
                // the caller that asked was interrupted, which says nothing about the name: ask again
            }
        }
    }

    /** The future that is cached or under way; {@code mine}, which is put into the cache, when there is none. */
    private CompletableFuture<Answer<T>> first(String key, CompletableFuture<Answer<T>> mine) {
        synchronized (known) {
            Known<T> there = known.get(key);
            if (there != null && there.until().isAfter(clock.instant())) return there.answer();
            known.put(key, new Known<>(mine, Instant.MAX));
            return mine;
        }
    }

    private Answer<T> asked(String key, CompletableFuture<Answer<T>> mine, Function<String, Answer<T>> ask) {
        Answer<T> answer = new Answer.Failed<>("internal error");
        try {
            answer = ask.apply(key);
            return answer;
        } finally {
            boolean interrupted =
                    answer instanceof Answer.Failed && Thread.currentThread().isInterrupted();
            keep(key, mine, interrupted ? Duration.ZERO : ttl(answer));
            if (interrupted) mine.cancel(false);
            else mine.complete(answer); // also after an exception: other callers wait for it
        }
    }

    private static <T> Duration ttl(Answer<T> answer) {
        return switch (answer) {
            case Answer.Records<T> records -> shorter(records.ttl(), LONGEST);
            case Answer.Nothing<T> nothing -> shorter(nothing.ttl(), LONGEST_ABSENCE);
            case Answer.Failed<T> failed -> TROUBLE;
        };
    }

    private void keep(String key, CompletableFuture<Answer<T>> mine, Duration ttl) {
        synchronized (known) {
            Known<T> there = known.get(key);
            if (there == null || there.answer() != mine) return; // evicted meanwhile
            if (ttl.isPositive())
                known.put(key, new Known<>(mine, clock.instant().plus(ttl)));
            else known.remove(key);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
