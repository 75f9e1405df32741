package io.aldis.server.runtime;

import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.transaction.Alarm;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the number of transactions, timers and connections periodically, to find leaks: after the end of traffic they return to their initial values.
 * No cost unless its logger is set to DEBUG before the start. For the event loop.
 */
final class ServerCounts extends Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCounts.class);

    private final SipEndpoint endpoint;
    private final Duration every;

    private ServerCounts(SipEndpoint endpoint, Duration every) {
        this.endpoint = endpoint;
        this.every = every;
    }

    /** Starts it when the logger has DEBUG enabled. For every thread. */
    static void watch(SipEndpoint endpoint, Duration every) {
        if (LOG.isDebugEnabled()) endpoint.execute(new ServerCounts(endpoint, every)::rang);
    }

    @Override
    protected void rang() {
        LOG.debug(
                "transactions {} (unanswered {}), alarms {}, connections {}, requests {}, responses {}, malformed {}, stray {}",
                endpoint.transactions().live(),
                endpoint.transactions().waiting(),
                endpoint.wheel().waiting(),
                endpoint.connections(),
                endpoint.tally().requests(),
                endpoint.tally().responses(),
                endpoint.tally().malformed(),
                endpoint.tally().stray());
        endpoint.wheel().set(this, every.toNanos());
    }
}
