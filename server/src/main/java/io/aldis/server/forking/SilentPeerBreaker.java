package io.aldis.server.forking;

import io.aldis.sip.transaction.TimerWheel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Circuit breaker for UDP addresses that do not answer. A phone without network keeps its binding until that expires, and each message to
 * it would be retransmitted for 32 s. When {@link #MANY} requests wait for an address that has been silent for {@link #LONG}, no more are
 * sent there but one probe each {@link #PROBE}, until a response arrives. For the event loop; an address is held as long as a request waits
 * for it.
 */
final class SilentPeerBreaker {
    static final int MANY = 32;
    static final Duration LONG = Duration.ofSeconds(2);
    static final Duration PROBE = Duration.ofSeconds(1);

    /** One address, and the number of requests that wait for it. */
    final class Entry {
        private final InetSocketAddress address;
        private int waiting;
        private long heard;
        private long probed;

        private Entry(InetSocketAddress address, long now) {
            this.address = address;
            this.heard = now;
            this.probed = now - PROBE.toNanos(); // no probe yet: the time may be any number, also a negative one
        }

        /** A response has arrived from the address. */
        void heard() {
            heard = wheel.now();
        }

        /** A request no longer waits. */
        void leave() {
            waiting--;
            if (waiting == 0) entries.remove(address);
        }

        private boolean takes(long now) {
            if (waiting < MANY || now - heard < LONG.toNanos()) return true;
            if (now - probed < PROBE.toNanos()) return false;
            probed = now;
            return true;
        }
    }

    private final TimerWheel wheel;
    private final Map<InetSocketAddress, Entry> entries = new HashMap<>();

    SilentPeerBreaker(TimerWheel wheel) {
        this.wheel = wheel;
    }

    /** Adds a request to those that wait for that address; empty while the address is silent. */
    Optional<Entry> join(InetSocketAddress address) {
        long now = wheel.now();
        Entry entry = entries.computeIfAbsent(address, fresh -> new Entry(fresh, now));
        if (!entry.takes(now)) return Optional.empty();
        entry.waiting++;
        return Optional.of(entry);
    }

    /** Number of addresses that requests wait for. */
    int count() {
        return entries.size();
    }
}
