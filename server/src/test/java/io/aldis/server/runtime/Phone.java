package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A phone made of a socket and text: sends what it is told, byte for byte, and hears what comes, waiting for it up to
 * {@link #LONG}. In what it sends {@code {me}} is its own {@code host:port}, {@code {server}} the server's, {@code {transport}} UDP, TCP or TLS; line ends become CRLF.
 * What is repeated byte for byte is heard once, unless it is asked for by {@link #hearAgain}.
 */
final class Phone implements AutoCloseable {
    static final int LONG = 20_000;
    static final int BRIEF = 150;

    private static final ConcurrentLinkedQueue<Socket> TAKEN = new ConcurrentLinkedQueue<>();

    /** How its bytes come and go. */
    interface Line extends AutoCloseable {
        void send(byte[] bytes) throws IOException;

        /** @throws SocketTimeoutException when nothing comes */
        byte[] hear(int milliseconds) throws IOException;

        String address();

        /** For the Via: UDP, TCP, TLS or WS. */
        String transport();

        /** From now on it sends to that server; for datagrams. */
        void to(InetSocketAddress server);

        @Override
        void close() throws IOException;
    }

    private final Line line;
    private String server;
    private final List<Heard> heard = new ArrayList<>();

    Phone(Line line, String server) {
        this.line = line;
        this.server = server;
    }

    static Phone udp(Server server) {
        return Wires.udp(server, "127.0.0.1");
    }

    /** With a connection of its own to the server. */
    static Phone tcp(Server server) {
        return Wires.tcp(server);
    }

    /** From now on it sends to that server; for UDP. */
    void calls(Server other) {
        InetSocketAddress address = Wires.address(other, Transport.UDP);
        line.to(address);
        server = Wires.text(address);
    }

    /** {@code 127.0.0.1:port}. */
    String address() {
        return line.address();
    }

    /** UDP, TCP or TLS. */
    String transport() {
        return line.transport();
    }

    int port() {
        return Integer.parseInt(address().substring(address().lastIndexOf(':') + 1));
    }

    String wire(String text) {
        return text.replace("{me}", address())
                .replace("{server}", server)
                .replace("{transport}", transport())
                .replace("\r\n", "\n")
                .replace("\n", "\r\n");
    }

    /** Text in UTF-8. */
    Phone send(String text) {
        return send(wire(text).getBytes(StandardCharsets.UTF_8));
    }

    /** A head as text and a body as it is. */
    Phone send(String head, byte[] body) {
        byte[] first = wire(head).getBytes(StandardCharsets.UTF_8);
        byte[] all = java.util.Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return send(all);
    }

    Phone send(byte[] bytes) {
        try {
            line.send(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next message that was not heard before. */
    Heard hear() {
        for (Heard next = next(LONG); ; next = next(LONG)) {
            if (heard.contains(next)) continue;
            heard.add(next);
            return next;
        }
    }

    /** The next message, which was heard before. */
    Heard hearAgain() {
        Heard next = next(LONG);
        assertThat(heard).contains(next);
        return next;
    }

    /** The next message begins with that. A 100 says only that it takes time, as it may on any machine: who wants one asks for it. */
    Heard hear(String start) {
        Heard next = hear();
        if (next.startLine().startsWith("SIP/2.0 100 ") && !start.startsWith("SIP/2.0 100")) next = hear();
        assertThat(next.startLine()).as(next.text()).startsWith(start);
        return next;
    }

    private Heard next(int milliseconds) {
        try {
            return new Heard(line.hear(milliseconds));
        } catch (SocketTimeoutException e) {
            throw new AssertionError(address() + " expected a message but heard nothing", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing new comes for a moment. */
    void hearsNothing() {
        try {
            for (int i = 0; i < 20; i++) assertThat(heard).contains(new Heard(line.hear(BRIEF)));
        } catch (SocketTimeoutException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers a request, with more header lines if wanted. */
    void answer(Heard request, String status, String... lines) {
        var more = new StringBuilder();
        for (String each : lines) more.append(each).append('\n');
        String tag = status.startsWith("100") ? "" : "tag" + port();
        send("SIP/2.0 " + status + "\n" + request.copied(tag) + more + "Content-Length: 0\n\n");
    }

    @Override
    public void close() {
        try {
            line.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port of this machine where nobody listens, over TCP and UDP; it stays taken, so that nobody else comes to listen there. */
    static int deafPort() {
        try {
            var taken = new Socket();
            taken.bind(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), 0)); // not listening: who connects is refused
            TAKEN.add(taken);
            try (var free = new DatagramSocket(taken.getLocalPort(), InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
