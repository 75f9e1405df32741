package io.aldis.sip.locate;

import io.aldis.sip.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Next hops that failed lately, so that the next request tries them last or not at all: those that did not answer, refused the connection
 * or sent 503 with Retry-After (RFC 3261 §21.5.4). Thread-safe. At most 4096 entries; the oldest is dropped for one more.
 */
public final class Setbacks {
    static final int MOST = 4096;
    /** Limit on the time for which a hop is put back, whatever its Retry-After says. */
    public static final Duration LONGEST = Duration.ofMinutes(10);

    private record Key(Transport transport, InetSocketAddress address) {}

    private record Rest(Instant until, boolean asked) {}

    private final InstantSource clock;
    private final Map<Key, Rest> resting = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Rest> eldest) {
            return size() > MOST;
        }
    };

    public Setbacks(InstantSource clock) {
        this.clock = clock;
    }

    private static Key key(NextHop hop) {
        return new Key(hop.transport(), hop.address());
    }

    /**
     * The hop did not answer or refused the connection: it is sorted last for that time, {@link #LONGEST} at the most. No effect while a
     * Retry-After of it runs.
     */
    public synchronized void failed(NextHop hop, Duration rest) {
        Rest known = resting.get(key(hop));
        boolean runs = known != null && known.asked() && known.until().isAfter(clock.instant());
        if (!runs) note(hop, rest, false);
    }

    /** The hop sent Retry-After: it is not used for that time, {@link #LONGEST} at the most. */
    public void asksForRest(NextHop hop, Duration rest) {
        note(hop, rest, true);
    }

    private synchronized void note(NextHop hop, Duration rest, boolean asked) {
        Duration bounded = rest.compareTo(LONGEST) > 0 ? LONGEST : rest;
        resting.remove(key(hop)); // so that it becomes the newest entry
        resting.put(key(hop), new Rest(clock.instant().plus(bounded), asked));
    }

    /** The hop has answered: its entry is removed, unless it has sent a Retry-After that is not over. */
    public synchronized void answered(NextHop hop) {
        Rest rest = resting.get(key(hop));
        if (rest != null && !rest.asked()) resting.remove(key(hop));
    }

    /** The hops that may be tried: first the others in their order, then those that failed lately; empty when all sent Retry-After. */
    public synchronized List<NextHop> order(List<NextHop> hops) {
        var fresh = new ArrayList<NextHop>(hops.size());
        var failed = new ArrayList<NextHop>(0);
        Instant now = clock.instant();
        for (NextHop hop : hops) {
            Rest rest = resting.get(key(hop));
            if (rest == null || !rest.until().isAfter(now)) fresh.add(hop);
            else if (!rest.asked()) failed.add(hop);
        }
        fresh.addAll(failed);
        return fresh;
    }
}
