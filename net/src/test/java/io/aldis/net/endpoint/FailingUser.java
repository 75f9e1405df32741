package io.aldis.net.endpoint;

import io.aldis.net.Flow;
import io.aldis.sip.SipRequest;
import io.aldis.sip.transaction.ServerTransaction;

/** A layer above that has a bug. */
final class FailingUser implements EndpointUser {
    @Override
    public void request(ServerTransaction<Flow> transaction) {
        throw new IllegalStateException("on purpose");
    }

    @Override
    public void ack(SipRequest ack, Flow flow) {}
}
