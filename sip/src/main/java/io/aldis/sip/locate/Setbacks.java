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
 * Next hops that failed, remembered for a time, so that the next request does not begin with them: one that was silent, one that refused
 * the connection, and one that asked to be left alone (503 with Retry-After, RFC 3261 §21.5.4). Safe for every thread; bounded: the oldest
 * are forgotten.
 */
public final class Setbacks {
    static final int MOST = 4096;
    /** Nobody may ask for more rest than this. */
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

    /** It did not answer, or refused the connection: it comes last for that time. */
    public void failed(NextHop hop, Duration rest) {
        note(hop, rest, false);
    }

    /** It asked for rest: it gets nothing for that time, {@link #LONGEST} at the most. */
    public void asksForRest(NextHop hop, Duration rest) {
        note(hop, rest, true);
    }

    private synchronized void note(NextHop hop, Duration rest, boolean asked) {
        Duration bounded = rest.compareTo(LONGEST) > 0 ? LONGEST : rest;
        resting.remove(key(hop)); // to the end of the line
        resting.put(key(hop), new Rest(clock.instant().plus(bounded), asked));
    }

    /** It has answered: it is tried in its old place again, unless it has asked for rest and that time is not over. */
    public synchronized void answered(NextHop hop) {
        Rest rest = resting.get(key(hop));
        if (rest != null && !rest.asked()) resting.remove(key(hop));
    }

    /** Those that may be tried, in their order, those that failed lately behind the others; none when all have asked for rest. */
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
