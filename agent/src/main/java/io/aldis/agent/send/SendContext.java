package io.aldis.agent.send;

import io.aldis.agent.AgentEvents;
import io.aldis.agent.account.RandomIds;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.SoftwareName;
import java.time.Duration;
import java.util.Optional;

/**
 * Dependencies for sending a request.
 *
 * @param events called on the event loop
 */
public record SendContext(SipEndpoint endpoint, HopSelector hops, RandomIds ids, Sender sender, AgentEvents events) {
    /** The sender of the requests. @param software value of User-Agent; empty for none */
    public record Sender(AuthSessions auth, Optional<SoftwareName> software) {}

    public AuthSessions auth() {
        return sender.auth();
    }

    public Optional<SoftwareName> software() {
        return sender.software();
    }

    /** How long one transaction waits for its answer (64*T1). */
    public Duration patience() {
        return endpoint.transactions().timers().timeout();
    }
}
