package io.aldis.net.endpoint;

import io.aldis.net.Flow;
import io.aldis.sip.Via;
import io.aldis.sip.transaction.Wire;
import java.net.InetSocketAddress;

/**
 * The wire for responses over a connection: the one that the request came over while it is open, else a new one to the address that it came
 * from and the port of its Via (RFC 3261 §18.2.2). Over TLS the peer of a new one must have a certificate for the host in that Via.
 */
final class ReturnConnection implements Wire {
    private final Endpoint endpoint;
    private final Flow flow;
    private final Via via;

    ReturnConnection(Endpoint endpoint, Flow flow, Via via) {
        this.endpoint = endpoint;
        this.flow = flow;
        this.via = via;
    }

    @Override
    public boolean reliable() {
        return true;
    }

    @Override
    public void send(byte[] bytes, Unsent unsent) {
        if (flow.open()) {
            flow.send(bytes, unsent);
            return;
        }
        int port = via.sentBy().portOr(flow.transport().defaultPort());
        var peer = new InetSocketAddress(flow.remote().getAddress(), port);
        endpoint.flow(flow.transport(), peer, via.sentBy().bareHost())
                .ifPresentOrElse(again -> again.send(bytes, unsent), () -> unsent.unsent("the connection is gone"));
    }
}
