package io.aldis.server.forking;

import io.aldis.sip.transaction.TimerWheel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * UDP addresses that take requests and answer none. A phone that has lost its network keeps its binding until that expires, and each
 * message to it would be repeated for 32 s: that is work for nothing, and more with each message. When {@link #MANY} wait for an address
 * that has been silent for {@link #LONG}, no more are sent there but one probe each {@link #PROBE}, until it says something. For the event
 * loop; it holds an address as long as a request waits for it.
 */
final class SilentPeerBreaker {
    static final int MANY = 32;
    static final Duration LONG = Duration.ofSeconds(2);
    static final Duration PROBE = Duration.ofSeconds(1);

    /** One address, and what waits for it. */
    final class Line {
        private final InetSocketAddress address;
        private int waiting;
        private long heard;
        private long probed;

        private Line(InetSocketAddress address, long now) {
            this.address = address;
            this.heard = now;
        }

        /** It has said something. */
        void heard() {
            heard = wheel.now();
        }

        /** One that waited does so no more. */
        void leave() {
            waiting--;
            if (waiting == 0) lines.remove(address);
        }

        private boolean takes(long now) {
            if (waiting < MANY || now - heard < LONG.toNanos()) return true;
            if (now - probed < PROBE.toNanos()) return false;
            probed = now;
            return true;
        }
    }

    private final TimerWheel wheel;
    private final Map<InetSocketAddress, Line> lines = new HashMap<>();

    SilentPeerBreaker(TimerWheel wheel) {
        this.wheel = wheel;
    }

    /** A place among those who wait for that address; none while it is silent. */
    Optional<Line> join(InetSocketAddress address) {
        long now = wheel.now();
        Line line = lines.computeIfAbsent(address, fresh -> new Line(fresh, now));
        if (!line.takes(now)) return Optional.empty();
        line.waiting++;
        return Optional.of(line);
    }

    /** Addresses that somebody waits for. */
    int count() {
        return lines.size();
    }
}
