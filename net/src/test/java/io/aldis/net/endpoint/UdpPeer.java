package io.aldis.net.endpoint;

import io.aldis.sip.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The other side of UDP: a plain socket. */
final class UdpPeer implements AutoCloseable {
    private final DatagramSocket socket;
    InetSocketAddress lastFrom = new InetSocketAddress(0);

    UdpPeer(String host) {
        try {
            socket = new DatagramSocket(0, InetAddress.getByName(host));
            socket.setSoTimeout((int) Station.PATIENCE * 1000);
            socket.setReceiveBufferSize(1 << 20);
            socket.setSendBufferSize(1 << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    UdpPeer() {
        this("127.0.0.1");
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    int port() {
        return socket.getLocalPort();
    }

    HostPort sentBy() {
        return HostPort.of(socket.getLocalAddress().getHostAddress(), port());
    }

    void send(byte[] bytes, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String text, InetSocketAddress to) {
        send(Texts.octets(text), to);
    }

    String receive() {
        return new String(receiveOctets(), StandardCharsets.UTF_8);
    }

    byte[] receiveOctets() {
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            socket.receive(packet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lastFrom = (InetSocketAddress) packet.getSocketAddress();
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @Override
    public void close() {
        socket.close();
    }
}
