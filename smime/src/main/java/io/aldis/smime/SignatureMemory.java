package io.aldis.smime;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;

/** The signatures seen lately, for the detection of replays (RFC 3428 §11.4). At most 50,000; the oldest is dropped. Thread-safe. */
final class SignatureMemory {
    private static final int MOST = 50_000;

    private final Duration kept;
    private final LinkedHashMap<String, Instant> seen = new LinkedHashMap<>();

    /** @param kept how long a signature is kept; a replay after that time is stale anyway */
    SignatureMemory(Duration kept) {
        this.kept = kept;
    }

    /** When that signature was seen first; empty for a new one, which is recorded. */
    synchronized Optional<Instant> before(String mark, Instant now) {
        while (!seen.isEmpty() && seen.firstEntry().getValue().plus(kept).isBefore(now)) seen.pollFirstEntry();
        Optional<Instant> first = Optional.ofNullable(seen.putIfAbsent(mark, now));
        if (seen.size() > MOST) seen.pollFirstEntry();
        return first;
    }
}
