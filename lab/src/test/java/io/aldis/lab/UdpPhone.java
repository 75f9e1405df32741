package io.aldis.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A socket on loopback that says and hears {@link SipText}. */
final class UdpPhone implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int ROOM = 1 << 20;

    private final DatagramSocket socket;
    private final byte[] buffer = new byte[65_535]; // of the one thread that hears

    UdpPhone() {
        try {
            socket = new DatagramSocket(0, LOOPBACK);
            socket.setReceiveBufferSize(ROOM);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    void say(int port, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, LOOPBACK, port));
        } catch (IOException e) {
            if (!socket.isClosed()) throw new UncheckedIOException(e);
        }
    }

    /** Absent when nothing came for that long, or the socket is closed. */
    Optional<String> hear(Duration patience) {
        try {
            socket.setSoTimeout((int) patience.toMillis());
            var packet = new DatagramPacket(buffer, buffer.length);
            socket.receive(packet);
            return Optional.of(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1));
        } catch (SocketTimeoutException _) {
            return Optional.empty();
        } catch (IOException e) {
            if (socket.isClosed()) return Optional.empty();
            throw new UncheckedIOException(e);
        }
    }

    /** The next final answer; absent when nothing came for that long. */
    Optional<String> answer(Duration patience) {
        Optional<String> heard = hear(patience);
        while (heard.isPresent() && heard.get().startsWith("SIP/2.0 1")) heard = hear(patience);
        return heard;
    }

    boolean closed() {
        return socket.isClosed();
    }

    @Override
    public void close() {
        socket.close();
    }
}
