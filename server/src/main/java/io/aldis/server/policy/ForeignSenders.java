package io.aldis.server.policy;

import io.aldis.net.LogPace;
import io.aldis.server.Answer;
import io.aldis.server.Domains;
import io.aldis.server.FromAddress;
import io.aldis.server.Identified;
import io.aldis.server.Step;
import io.aldis.sip.HostPort;
import io.aldis.sip.OnEventLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses senders of other domains that {@code foreign.from} does not accept. */
@OnEventLoop
public final class ForeignSenders {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignSenders.class);
    /** The same answer for every recipient, with the line of the configuration that accepts them. */
    private static final Answer REFUSAL =
            Answer.of(403, "Senders of other domains are not accepted here (to accept them: foreign.from: all)");

    /** Between two log lines. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Domains accepted;
    private final LogPace pace;

    /** @param accepted domains whose senders may write to our users without credentials */
    public ForeignSenders(Domains accepted, InstantSource clock) {
        this.accepted = accepted;
        this.pace = new LogPace(PAUSE, () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
    }

    Step<Identified> permit(Identified identified) {
        String domain = FromAddress.domain(identified.request().from().uri());
        if (accepted.has(domain)) return Step.go(identified);
        log(identified, HostPort.oneSpelling(domain));
        return Step.stop(REFUSAL);
    }

    private void log(Identified identified, String domain) {
        pace.pass(unlogged -> LOG.info(
                "refused with 403: {} from domain={} address={}, since it is not in foreign.from. To accept such"
                        + " senders, who need no credentials: \"foreign.from: {}\" in the configuration ({} more were"
                        + " refused since the last such line)",
                identified.request().method(),
                domain.isEmpty() ? "none" : domain,
                identified.admitted().flow().remote().getAddress().getHostAddress(),
                domain.isEmpty() ? "all" : "[" + domain + "]",
                unlogged));
    }
}
