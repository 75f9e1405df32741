package io.aldis.agent.runtime;

import io.aldis.agent.account.RandomIds;
import io.aldis.agent.send.HopSelector;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.Transport;
import io.aldis.sip.locate.Locator;
import io.aldis.sip.locate.Transports;
import java.util.List;

/** The parts that the agents of one engine share. */
record EngineParts(SipEndpoint endpoint, RandomIds ids, HopSelector hops, Locator locator, AgentDirectory directory) {
    private static final Transports SECURE = new Transports(List.of(Transport.UDP, Transport.TCP, Transport.TLS), true);

    EngineParts(SipEndpoint endpoint, boolean secure, AgentDirectory directory) {
        this(endpoint, new RandomIds(), secure, directory);
    }

    private EngineParts(SipEndpoint endpoint, RandomIds ids, boolean secure, AgentDirectory directory) {
        this(
                endpoint,
                ids,
                new HopSelector(endpoint),
                new Locator(endpoint.dns(), secure ? SECURE : Transports.PLAIN, ids.random()),
                directory);
    }
}
