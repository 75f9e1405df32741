package io.aldis.agent.runtime;

import io.aldis.net.Flow;
import io.aldis.net.Pong;
import io.aldis.net.endpoint.EndpointUser;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Status;
import io.aldis.sip.transaction.ServerTransaction;

/** Passes incoming requests to the agent that they are for. */
@OnEventLoop
final class EngineReceiver implements EndpointUser {
    private final SipEndpoint endpoint;
    private final AgentDirectory directory;

    EngineReceiver(SipEndpoint endpoint, AgentDirectory directory) {
        this.endpoint = endpoint;
        this.directory = directory;
    }

    @Override
    public void request(ServerTransaction<Flow> transaction) {
        directory
                .of(transaction.request())
                .ifPresentOrElse(agent -> agent.request(transaction), () -> refuse(transaction));
    }

    private void refuse(ServerTransaction<Flow> transaction) {
        SipRequest request = transaction.request();
        transaction.answer(
                request.answer(Status.of(480), endpoint.tags().of(request)).build());
    }

    @Override
    public void ack(SipRequest ack, Flow flow) {
        directory.of(ack).ifPresent(agent -> agent.acknowledged(ack));
    }

    /** A response to our request has passed all proxies, and has our Via only (RFC 3261 §8.1.3.3). */
    @Override
    public boolean expects(SipResponse response) {
        return !response.hasMoreVias();
    }

    @Override
    public void closed(Flow flow) {
        directory.all().forEach(agent -> agent.registrations().gone(flow));
    }

    @Override
    public void pong(Flow flow, Pong pong) {
        directory.all().forEach(agent -> agent.registrations().pong(flow, pong));
    }
}
