package io.aldis.agent.send;

import io.aldis.agent.AgentEvents;
import io.aldis.agent.account.RandomIds;
import io.aldis.net.endpoint.SipEndpoint;
import java.time.Duration;

/**
 * What it takes to send a request.
 *
 * @param events may be told on the event loop
 */
public record SendContext(
        SipEndpoint endpoint, HopSelector hops, RandomIds ids, AuthSessions auth, AgentEvents events) {
    /** How long one transaction waits for its answer (64*T1). */
    public Duration patience() {
        return endpoint.transactions().timers().timeout();
    }
}
