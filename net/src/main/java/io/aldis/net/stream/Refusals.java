package io.aldis.net.stream;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log of TLS connections of ours that could not be made, at a bounded pace: senders decide how often one is tried. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final long PACE = Duration.ofSeconds(1).toNanos();

    private long told = System.nanoTime() - PACE;
    private long untold;

    /** On the event loop. */
    void note(String domain, InetSocketAddress peer, String why) {
        long now = System.nanoTime();
        if (now - told < PACE) {
            untold++;
            return;
        }
        String more = untold == 0 ? "" : " (and " + untold + " more since the last such line)";
        LOG.warn("no TLS with {} for {}: {}{}", NetUtil.toSocketAddressString(peer), domain, why, more);
        told = now;
        untold = 0;
    }
}
