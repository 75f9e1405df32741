package io.aldis.server.runtime;

import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.transaction.Alarm;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the number of transactions, timers and connections periodically, to find leaks: after the end of traffic they return to their initial values.
 * No cost unless its logger is set to DEBUG before the start.
 */
@OnEventLoop
final class ServerCounts extends Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCounts.class);

    private final SipEndpoint endpoint;
    private final TrafficCounters traffic;
    private final Duration every;

    private ServerCounts(SipEndpoint endpoint, TrafficCounters traffic, Duration every) {
        this.endpoint = endpoint;
        this.traffic = traffic;
        this.every = every;
    }

    /** Starts it when the logger has DEBUG enabled. For every thread. */
    static void watch(SipEndpoint endpoint, TrafficCounters traffic, Duration every) {
        if (LOG.isDebugEnabled()) endpoint.execute(new ServerCounts(endpoint, traffic, every)::rang);
    }

    @Override
    protected void rang() {
        LOG.debug(
                "transactions {} (unanswered {}), alarms {}, connections {}, requests {}, responses {}, malformed {}, stray {}",
                endpoint.transactions().live(),
                endpoint.transactions().waiting(),
                endpoint.wheel().waiting(),
                endpoint.connections(),
                traffic.requests(),
                traffic.responses(),
                traffic.malformed(),
                traffic.stray());
        endpoint.wheel().set(this, every.toNanos());
    }
}
