package io.aldis.net.endpoint;

import io.aldis.sip.HostPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The other side of TCP: a plain socket, read message by message. */
final class TcpPeer implements AutoCloseable {
    final Socket socket;

    private TcpPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) Station.PATIENCE * 1000);
        socket.setTcpNoDelay(true);
    }

    static TcpPeer to(InetSocketAddress address) {
        try {
            return new TcpPeer(new Socket(address.getAddress(), address.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection that is there already. */
    static TcpPeer over(Socket socket) {
        try {
            return new TcpPeer(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TcpPeer acceptedBy(ServerSocket server) {
        try {
            server.setSoTimeout((int) Station.PATIENCE * 1000);
            return new TcpPeer(server.accept());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HostPort sentBy() {
        return HostPort.of(socket.getLocalAddress().getHostAddress(), socket.getLocalPort());
    }

    void send(String text) {
        send(Texts.octets(text));
    }

    void send(byte... bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends it. @return whether the connection has ended meanwhile */
    boolean refusesToBeSent(String text) {
        try {
            send(text);
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    /** That many octets as text. */
    String octets(int count) {
        try {
            byte[] bytes = socket.getInputStream().readNBytes(count);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One message; empty text at the end of the connection. */
    String message() {
        try {
            InputStream in = socket.getInputStream();
            var head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
                int octet = in.read();
                if (octet < 0) return head.toString(StandardCharsets.UTF_8);
                head.write(octet);
            }
            String text = head.toString(StandardCharsets.UTF_8);
            return text + octets(Integer.parseInt(Texts.header(text, "Content-Length")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes until the other side closes the connection in good order; a reset is an exception. */
    String untilEnd() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the connection, in the middle of a test. */
    void hangUp() {
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
