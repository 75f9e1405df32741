package io.aldis.net.endpoint;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What fails above us is a bug that somebody must see, but a peer that sends it again and again must not fill the disk. */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);
    private static final long QUIET = Duration.ofSeconds(10).toNanos();

    private long told;
    private long untold;

    /** Logs it with its stack trace, or counts it when another one was logged a moment ago. On the event loop. */
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
