package io.aldis.smime;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Remembers signatures for as long as they could be sent again unnoticed (RFC 3428 §11.4). Safe for every thread. */
final class Memory {
    private static final int MOST = 50_000;

    private final Duration kept;
    private final LinkedHashMap<String, Instant> seen = new LinkedHashMap<>();

    /** @param kept a signature that is older than this is stale anyway */
    Memory(Duration kept) {
        this.kept = kept;
    }

    /** When that signature was here before; remembers it from now on. */
    synchronized Optional<Instant> before(String mark, Instant now) {
        while (!seen.isEmpty()
                && (seen.size() >= MOST
                        || seen.firstEntry().getValue().plus(kept).isBefore(now))) seen.pollFirstEntry();
        return Optional.ofNullable(seen.putIfAbsent(mark, now));
    }
}
