package io.aldis.server.courier;

import io.aldis.sip.transaction.TimerWheel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Addresses of UDP phones that do not listen on TCP, remembered for a while: the next long message to them need not find that out
 * again. The oldest is forgotten when there are too many. For the event loop.
 */
final class TcpRefusals {
    static final Duration KEEP = Duration.ofMinutes(10);
    static final int MOST = 10_000;

    private final TimerWheel wheel;
    private final Map<InetSocketAddress, Long> until = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Long> eldest) {
            return size() > MOST;
        }
    };

    TcpRefusals(TimerWheel wheel) {
        this.wheel = wheel;
    }

    void note(InetSocketAddress phone) {
        until.remove(phone); // to the end of the line
        until.put(phone, wheel.now() + KEEP.toNanos());
    }

    boolean holds(InetSocketAddress phone) {
        Long end = until.get(phone);
        if (end == null || end - wheel.now() > 0) return end != null;
        until.remove(phone);
        return false;
    }
}
