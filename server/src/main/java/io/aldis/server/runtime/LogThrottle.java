package io.aldis.server.runtime;

import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Throttles log lines: for each address at most one per {@code pause}. For one thread. */
final class LogThrottle {
    private static final int MOST = 10_000;

    private record Passed(Instant at, int missed) {}

    private final Duration pause;
    private final InstantSource clock;
    private final LinkedHashMap<Aor, Passed> passed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Aor, Passed> eldest) {
            return size() > MOST;
        }
    };

    LogThrottle(Duration pause, InstantSource clock) {
        this.pause = pause;
        this.clock = clock;
    }

    /** @return when this one passes: how many have been suppressed since the last one */
    OptionalInt pass(Aor address) {
        Instant now = clock.instant();
        Passed last = passed.get(address);
        if (last != null && now.isBefore(last.at().plus(pause))) {
            passed.put(address, new Passed(last.at(), last.missed() + 1));
            return OptionalInt.empty();
        }
        passed.remove(address); // the eldest is the one that passed first
        passed.put(address, new Passed(now, 0));
        return OptionalInt.of(last == null ? 0 : last.missed());
    }
}
