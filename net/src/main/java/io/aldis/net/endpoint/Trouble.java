package io.aldis.net.endpoint;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs exceptions of the endpoint's user: bugs to be seen, at most one every 10 s, since a peer can cause them at will. */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);
    private static final long QUIET = Duration.ofSeconds(10).toNanos();

    private long told;
    private long untold;

    /** Logs it with its stack trace, or counts it when the last one was logged less than 10 s ago. On the event loop. */
    void with(String what, RuntimeException e) {
        long now = System.nanoTime();
        if (told != 0 && now - told < QUIET) {
            untold++;
            return;
        }
        LOG.error("Failed to handle {}; {} more failures since the last such line", what, untold, e);
        told = now;
        untold = 0;
    }
}
