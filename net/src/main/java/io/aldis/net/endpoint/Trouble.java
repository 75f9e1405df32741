package io.aldis.net.endpoint;

import io.aldis.net.LogPace;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs exceptions of the endpoint's user: bugs to be seen, at most one every 10 s, since a peer can cause them at will. */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final LogPace pace = new LogPace(QUIET);

    /** Logs it with its stack trace, or counts it when the last one was logged less than 10 s ago. On the event loop. */
    void with(String what, RuntimeException e) {
        pace.pass(unlogged ->
                LOG.error("internal error while handling {} ({} more since the last such line)", what, unlogged, e));
    }
}
