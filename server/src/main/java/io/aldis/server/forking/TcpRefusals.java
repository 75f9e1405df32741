package io.aldis.server.forking;

import io.aldis.sip.OnEventLoop;
import io.aldis.sip.transaction.TimerWheel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Addresses that refused a TCP connection, remembered for a while so that later messages need no attempt. The oldest is dropped above
 * {@link #MOST}.
 */
@OnEventLoop
final class TcpRefusals {
    /** For UDP phones, whose long messages are tried over TCP first. */
    static final Duration KEEP = Duration.ofMinutes(10);
    /** For phones that registered for TCP and cannot be connected to: they may be back any moment. */
    static final Duration BRIEFLY = Duration.ofSeconds(1);

    static final int MOST = 10_000;

    private final TimerWheel wheel;
    private final long keep;
    private final Map<InetSocketAddress, Long> until = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Long> eldest) {
            return size() > MOST;
        }
    };

    TcpRefusals(TimerWheel wheel, Duration keep) {
        this.wheel = wheel;
        this.keep = keep.toNanos();
    }

    void note(InetSocketAddress phone) {
        until.remove(phone); // inserted again as the newest
        until.put(phone, wheel.now() + keep);
    }

    boolean holds(InetSocketAddress phone) {
        Long end = until.get(phone);
        if (end == null || end - wheel.now() > 0) return end != null;
        until.remove(phone);
        return false;
    }
}
