package io.aldis.server.simulation;

import io.aldis.net.Flow;
import io.aldis.sip.HostPort;
import io.aldis.sip.Transport;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

/** A flow between the server and a phone: a UDP pair, or a connection that the phone has opened. */
final class Connection implements Flow {
    /** Takes what the server sends. */
    interface Peer {
        /** @return whether the bytes went out */
        boolean receive(byte[] bytes, Connection over);
    }

    private static final HostPort SERVER = HostPort.of("192.0.2.1", 5060);

    private final Transport transport;
    private final InetSocketAddress remote;
    private final String id;
    private final Peer peer;
    private final Executor loop;
    private boolean open = true;

    Connection(Transport transport, InetSocketAddress remote, String id, Peer peer, Executor loop) {
        this.transport = transport;
        this.remote = remote;
        this.id = id;
        this.peer = peer;
        this.loop = loop;
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public HostPort sentBy() {
        return SERVER;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean open() {
        return open;
    }

    @Override
    public boolean established() {
        return open;
    }

    @Override
    public void close(String why) {
        open = false;
    }

    @Override
    public void send(byte[] bytes, Unsent unsent) {
        if (!open || !peer.receive(bytes, this)) loop.execute(() -> unsent.unsent("the connection is gone"));
    }

    @Override
    public String toString() {
        return transport.parameter() + ' ' + remote;
    }
}
