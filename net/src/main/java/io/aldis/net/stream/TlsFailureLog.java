package io.aldis.net.stream;

import io.aldis.net.Flow;
import io.aldis.net.LogPace;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs failed TLS connections, at most one line per second or ten seconds: peers decide how often one is tried. */
final class TlsFailureLog {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFailureLog.class);

    private final LogPace ours = new LogPace(Duration.ofSeconds(1));
    /** Port scanners make such connections all day. */
    private final LogPace theirs = new LogPace(Duration.ofSeconds(10));

    /** On the event loop. @param domain that the certificate of the peer must be for; not used for accepted connections */
    void note(Flow flow, String domain, String why) {
        if (flow.listener().isPresent())
            theirs.pass(
                    more -> LOG.info("no TLS with a peer that has connected: flow={}: {}{}", flow, why, also(more)));
        else
            ours.pass(more -> LOG.warn("no TLS with a server: flow={} domain={}: {}{}", flow, domain, why, also(more)));
    }

    private static String also(long unlogged) {
        return unlogged == 0 ? "" : " (and " + unlogged + " more since the last such line)";
    }
}
