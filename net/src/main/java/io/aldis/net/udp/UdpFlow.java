package io.aldis.net.udp;

import io.aldis.net.Flow;
import io.aldis.net.Listen;
import io.aldis.sip.HostPort;
import io.aldis.sip.Transport;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A UDP pair: one of our sockets and the address of a peer. Cheap; created for every inbound datagram. */
public final class UdpFlow implements Flow {
    private final UdpListener listener;
    private final InetSocketAddress remote;

    UdpFlow(UdpListener listener, InetSocketAddress remote) {
        this.listener = listener;
        this.remote = remote;
    }

    /** The same socket and host with another port: for responses that go to the port in the Via (RFC 3261 §18.2.2). */
    public UdpFlow toPort(int port) {
        return port == remote.getPort()
                ? this
                : new UdpFlow(listener, new InetSocketAddress(remote.getAddress(), port));
    }

    @Override
    public Transport transport() {
        return Transport.UDP;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public HostPort sentBy() {
        return listener.sentBy();
    }

    @Override
    public Optional<Listen> listener() {
        return Optional.of(listener.listen());
    }

    @Override
    public String id() {
        return "";
    }

    @Override
    public boolean open() {
        return true;
    }

    @Override
    public boolean established() {
        return true;
    }

    @Override
    public void close(String why) {}

    @Override
    public void ping(byte[] id) {
        listener.ping(id, remote);
    }

    @Override
    public void send(byte[] bytes, Unsent unsent) {
        listener.send(bytes, this, unsent);
    }

    @Override
    public String toString() {
        return "udp:" + NetUtil.toSocketAddressString(remote);
    }
}
