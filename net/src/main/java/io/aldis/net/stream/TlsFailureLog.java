package io.aldis.net.stream;

import io.aldis.net.Flow;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs failed TLS connections, at most one line per second or ten seconds: peers decide how often one is tried. */
final class TlsFailureLog {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFailureLog.class);

    private final Pace ours = new Pace(Duration.ofSeconds(1));
    /** Port scanners make such connections all day. */
    private final Pace theirs = new Pace(Duration.ofSeconds(10));

    /** On the event loop. @param domain that the certificate of the peer must be for; not used for accepted connections */
    void note(Flow flow, String domain, String why) {
        if (flow.listener().isPresent())
            theirs.pass(more -> LOG.info("no TLS with {}, who has connected to us: {}{}", flow, why, more));
        else ours.pass(more -> LOG.warn("no TLS with {} for {}: {}{}", flow, domain, why, more));
    }

    /** Passes one line per interval, with the count of those that were left out. */
    private static final class Pace {
        private final long nanos;
        private long told;
        private long untold;

        Pace(Duration between) {
            nanos = between.toNanos();
            told = System.nanoTime() - nanos;
        }

        /** @param line logs the line; its argument is the text about the lines that were left out, or "" */
        void pass(Consumer<String> line) {
            long now = System.nanoTime();
            if (now - told < nanos) {
                untold++;
                return;
            }
            line.accept(untold == 0 ? "" : " (and " + untold + " more since the last such line)");
            told = now;
            untold = 0;
        }
    }
}
