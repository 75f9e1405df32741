package io.aldis.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What lies between a phone and its server, and can break: a way for connections, or a NAT for datagrams. */
interface Detour extends AutoCloseable {
    InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /** Where the phone goes instead. */
    int port();

    /** Breaks all connections; or forgets what was mapped, so that who comes next is somebody else to the server. */
    void cut() throws IOException;

    @Override
    void close() throws IOException;

    static Detour tcp(InetSocketAddress server) throws IOException {
        return new Tcp(server);
    }

    static Detour udp(InetSocketAddress server) throws IOException {
        return new Udp(server);
    }

    /** One connection to the server for each that comes. */
    final class Tcp implements Detour {
        private final ServerSocket socket = new ServerSocket(0, 10, LOOPBACK);
        private final InetSocketAddress server;
        private final List<Socket> open = new CopyOnWriteArrayList<>();

        private Tcp(InetSocketAddress server) throws IOException {
            this.server = server;
            Thread.startVirtualThread(this::accept);
        }

        @Override
        public int port() {
            return socket.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket phone = socket.accept();
                    var onward = new Socket(server.getAddress(), server.getPort());
                    open.addAll(List.of(phone, onward));
                    Thread.startVirtualThread(() -> copy(phone, onward));
                    Thread.startVirtualThread(() -> copy(onward, phone));
                }
            } catch (IOException _) {
                // closed
            }
        }

        private static void copy(Socket from, Socket to) {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException _) {
                // cut
            }
        }

        @Override
        public void cut() throws IOException {
            for (Socket each : open) each.close();
            open.clear();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            cut();
        }
    }

    /** For one phone. */
    final class Udp implements Detour {
        private final DatagramSocket inside = new DatagramSocket(0, LOOPBACK);
        private final InetSocketAddress server;
        private volatile DatagramSocket outside = new DatagramSocket(0, LOOPBACK);
        private volatile SocketAddress phone = inside.getLocalSocketAddress();

        private Udp(InetSocketAddress server) throws IOException {
            this.server = server;
            Thread.startVirtualThread(this::out);
            in(outside);
        }

        @Override
        public int port() {
            return inside.getLocalPort();
        }

        private void out() {
            var packet = new DatagramPacket(new byte[65_536], 65_536);
            try {
                while (true) {
                    packet.setLength(65_536);
                    inside.receive(packet);
                    phone = packet.getSocketAddress();
                    outside.send(new DatagramPacket(packet.getData(), packet.getLength(), server));
                }
            } catch (IOException _) {
                // closed
            }
        }

        private void in(DatagramSocket from) {
            Thread.startVirtualThread(() -> {
                var packet = new DatagramPacket(new byte[65_536], 65_536);
                try {
                    while (true) {
                        packet.setLength(65_536);
                        from.receive(packet);
                        inside.send(new DatagramPacket(packet.getData(), packet.getLength(), phone));
                    }
                } catch (IOException _) {
                    // forgotten
                }
            });
        }

        @Override
        public void cut() throws IOException {
            DatagramSocket before = outside;
            var next = new DatagramSocket(0, LOOPBACK);
            in(next);
            outside = next;
            before.close();
        }

        @Override
        public void close() {
            inside.close();
            outside.close();
        }
    }
}
