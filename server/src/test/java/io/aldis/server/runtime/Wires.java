package io.aldis.server.runtime;

import io.aldis.net.TestTls;
import io.aldis.net.TlsSettings;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.Transport;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLSocket;

/** The lines of {@link Phone}s: a datagram socket, a connection to the server, a socket that listens. */
final class Wires {
    private Wires() {}

    static InetSocketAddress address(Server server, Transport transport) {
        return server.bound().stream()
                .filter(bound -> bound.transport() == transport)
                .map(SipEndpoint.Bound::address)
                .findFirst()
                .orElseThrow();
    }

    private static String text(InetAddress host, int port) {
        String digits = host.getHostAddress();
        return (digits.indexOf(':') < 0 ? digits : "[" + digits + "]") + ':' + port;
    }

    static String text(InetSocketAddress address) {
        return text(address.getAddress(), address.getPort());
    }

    static Phone udp(Server server, String host) {
        try {
            var socket = new DatagramSocket(new InetSocketAddress(host, 0));
            return new Phone(
                    new Datagrams(socket, address(server, Transport.UDP)), text(address(server, Transport.UDP)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Phone tcp(Server server) {
        try {
            InetSocketAddress address = address(server, Transport.TCP);
            var socket = new Socket(address.getAddress(), address.getPort());
            return stream(socket, "TCP", text(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One in a browser. */
    static Phone ws(Server server) {
        InetSocketAddress address = address(server, Transport.WS);
        return new Phone(new WebLine(address), text(address));
    }

    /** One that believes the issuers in that file. */
    static Phone tls(Server server, Path trust) {
        InetSocketAddress address = address(server, Transport.TLS);
        return stream(TestTls.connect(address, trust), "TLS", text(address));
    }

    /** The same, with a certificate of its own. */
    static Phone tlsAs(TlsSettings.Own own, Server server, Path trust) {
        try {
            InetSocketAddress address = address(server, Transport.TLS);
            return stream(TestTls.connectAs(own, address, trust), "TLS", text(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Phone stream(Socket socket, String transport, String server) {
        return new Phone(new Stream(socket, text(socket.getLocalAddress(), socket.getLocalPort()), transport), server);
    }

    /** The connection that somebody makes to that socket. */
    static Phone accepted(ServerSocket listening) {
        try {
            listening.setSoTimeout(Phone.LONG);
            Socket socket = listening.accept();
            return new Phone(
                    new Stream(
                            socket,
                            text(listening.getInetAddress(), listening.getLocalPort()),
                            socket instanceof SSLSocket ? "TLS" : "TCP"),
                    text((InetSocketAddress) socket.getRemoteSocketAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Datagrams implements Phone.Line {
        private final DatagramSocket socket;
        private InetSocketAddress server;

        Datagrams(DatagramSocket socket, InetSocketAddress server) {
            this.socket = socket;
            this.server = server;
        }

        @Override
        public void to(InetSocketAddress other) {
            server = other;
        }

        @Override
        public void send(byte[] bytes) throws IOException {
            socket.send(new DatagramPacket(bytes, bytes.length, server));
        }

        @Override
        public byte[] hear(int milliseconds) throws IOException {
            var packet = new DatagramPacket(new byte[65535], 65535);
            socket.setSoTimeout(milliseconds);
            socket.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }

        @Override
        public String address() {
            return text(socket.getLocalAddress(), socket.getLocalPort());
        }

        @Override
        public String transport() {
            return "UDP";
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private record Stream(Socket socket, String address, String transport) implements Phone.Line {
        @Override
        public void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        @Override
        public byte[] hear(int milliseconds) throws IOException {
            socket.setSoTimeout(milliseconds);
            InputStream in = socket.getInputStream();
            var out = new ByteArrayOutputStream();
            while (!ended(out.toByteArray())) out.write(octet(in));
            out.writeBytes(in.readNBytes(length(out.toString(StandardCharsets.ISO_8859_1))));
            return out.toByteArray();
        }

        private static int octet(InputStream in) throws IOException {
            int octet = in.read();
            if (octet < 0) throw new EOFException("the server has closed the connection");
            return octet;
        }

        private static boolean ended(byte[] head) {
            int n = head.length;
            return n > 3 && head[n - 4] == '\r' && head[n - 3] == '\n' && head[n - 2] == '\r' && head[n - 1] == '\n';
        }

        private static int length(String head) {
            for (String line : head.toLowerCase(Locale.ROOT).split("\r\n"))
                if (line.startsWith("content-length:") || line.startsWith("l:"))
                    return Integer.parseInt(
                            line.substring(line.indexOf(':') + 1).strip());
            throw new AssertionError("expected a Content-Length on a stream in\n" + head);
        }

        @Override
        public void to(InetSocketAddress server) {
            throw new UnsupportedOperationException("a connection has its end");
        }

        /** Until the server has closed its side as well: then it knows. */
        @Override
        public void close() throws IOException {
            try (socket) {
                socket.setSoTimeout(Phone.LONG);
                socket.shutdownOutput();
                socket.getInputStream().skip(Long.MAX_VALUE);
            }
        }
    }
}
