package io.aldis.testkit;

import io.aldis.sip.wire.Cut;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.StreamCutter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** One port of the loopback address for UDP, TCP or both. Each socket has its own virtual thread that reads it. */
final class Sockets {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int BACKLOG = 50;

    private final Optional<DatagramSocket> udp;
    private final Optional<ServerSocket> tcp;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    /** Sends to the source of a received message. */
    interface Out {
        void send(byte[] bytes) throws IOException;
    }

    /** Listener for received messages, called on the reading threads. */
    interface Ear {
        void took(Heard came, Out back) throws IOException;

        /** Called with the beginning of a message whose end cannot be found; the connection is closed afterwards. */
        void broken(Heard head, String why);
    }

    /** @param port 0 for any free one */
    Sockets(boolean datagrams, boolean streams, int port) throws IOException {
        tcp = streams ? Optional.of(new ServerSocket(port, BACKLOG, LOOPBACK)) : Optional.empty();
        int wanted = tcp.map(ServerSocket::getLocalPort).orElse(port);
        udp = datagrams ? Optional.of(new DatagramSocket(wanted, LOOPBACK)) : Optional.empty();
    }

    void open(Ear ear) {
        udp.ifPresent(socket -> Thread.startVirtualThread(() -> readDatagrams(socket, ear)));
        tcp.ifPresent(socket -> Thread.startVirtualThread(() -> accept(socket, ear)));
    }

    int port() {
        return udp.map(DatagramSocket::getLocalPort)
                .or(() -> tcp.map(ServerSocket::getLocalPort))
                .orElseThrow();
    }

    /** Number of connections accepted so far. */
    int connections() {
        return connections.size();
    }

    boolean datagrams() {
        return udp.isPresent();
    }

    void send(InetSocketAddress to, byte[] message) throws IOException {
        udp.orElseThrow().send(new DatagramPacket(message, message.length, to));
    }

    void sendBack(byte[] message) throws IOException {
        connections.getFirst().getOutputStream().write(message);
    }

    void hangUp() throws IOException {
        for (Socket connection : connections) connection.close();
    }

    void close() throws IOException {
        udp.ifPresent(DatagramSocket::close);
        if (tcp.isPresent()) tcp.get().close();
        hangUp();
    }

    private static void readDatagrams(DatagramSocket socket, Ear ear) {
        byte[] buffer = new byte[65_536];
        try {
            while (true) {
                var packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                var came = new Heard("UDP", Arrays.copyOf(buffer, packet.getLength()));
                took(
                        socket,
                        ear,
                        came,
                        out -> socket.send(new DatagramPacket(out, out.length, packet.getSocketAddress())));
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    /** An answer that cannot be sent, such as to a closed port, does not end the reading. */
    private static void took(DatagramSocket socket, Ear ear, Heard came, Out back) throws IOException {
        try {
            ear.took(came, back);
        } catch (IOException e) {
            if (socket.isClosed()) throw e;
        }
    }

    private void accept(ServerSocket socket, Ear ear) {
        try {
            while (true) {
                Socket connection = socket.accept();
                connections.add(connection);
                if (socket.isClosed()) connection.close(); // close() may have gone through the list before
                Thread.startVirtualThread(() -> readStream(connection, ear));
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    private static void readStream(Socket connection, Ear ear) {
        var cutter = new StreamCutter(Limits.DEFAULT);
        byte[] buffer = new byte[8192];
        try (connection) {
            for (int n = connection.getInputStream().read(buffer);
                    n >= 0;
                    n = connection.getInputStream().read(buffer)) {
                cutter.add(ByteBuffer.wrap(buffer, 0, n));
                if (!read(cutter, ear, connection.getOutputStream()::write)) return;
            }
        } catch (IOException _) {
            // closed by the test or by the peer
        }
    }

    /** Passes on all complete messages and keep-alives. @return false when the rest of the stream cannot be read */
    private static boolean read(StreamCutter cutter, Ear ear, Out back) throws IOException {
        while (true) {
            switch (cutter.next()) {
                case Cut.Frame(byte[] bytes) -> ear.took(new Heard("TCP", bytes), back);
                case Cut.Ping _ -> ear.took(new Heard("TCP", KeepAlives.PING), back);
                case Cut.Pong _, Cut.NotYet _ -> {
                    return true;
                }
                case Cut.Broken(var status, byte[] head) -> {
                    ear.broken(new Heard("TCP", head), status.reason());
                    return false;
                }
            }
        }
    }
}
