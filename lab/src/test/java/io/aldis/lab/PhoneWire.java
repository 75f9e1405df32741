package io.aldis.lab;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One socket of a phone: UDP, a TCP connection or a WebSocket. What arrives goes to a listener, one SIP message a call, ISO 8859-1. */
interface PhoneWire extends AutoCloseable {
    void send(String message);

    /** Host and port for Via and Contact. */
    String address();

    /** {@code UDP}, {@code TCP} or {@code WS}. */
    String transport();

    /** Without a message to the server. */
    @Override
    void close();

    /** @param local the address that it sends from, in 127.0.0.0/8 */
    static PhoneWire udp(String local, int server, Consumer<String> listener) {
        try {
            return new Udp(new DatagramSocket(0, InetAddress.ofLiteral(local)), server, listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The phone listens at no port: it is reached over this connection or not at all. */
    static PhoneWire tcp(int server, Consumer<String> listener) {
        try {
            return new Tcp(new Socket(InetAddress.ofLiteral("127.0.0.1"), server), listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The address is a random name in {@code .invalid}, as of a page in a browser (RFC 7118 §5). */
    static PhoneWire webSocket(int server, Consumer<String> listener) {
        return new Web(server, listener);
    }

    /** A UDP socket. */
    final class Udp implements PhoneWire {
        private static final int SIZE = 65_535;

        private final DatagramSocket socket;
        private final int server;

        private Udp(DatagramSocket socket, int server, Consumer<String> listener) {
            this.socket = socket;
            this.server = server;
            Thread.ofVirtual().start(() -> read(listener));
        }

        private void read(Consumer<String> listener) {
            var packet = new DatagramPacket(new byte[SIZE], SIZE);
            while (!socket.isClosed()) {
                try {
                    packet.setLength(SIZE);
                    socket.receive(packet);
                    listener.accept(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    if (!socket.isClosed()) throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void send(String message) {
            byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
            try {
                socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.ofLiteral("127.0.0.1"), server));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String address() {
            return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
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

    /** A TCP connection. */
    final class Tcp implements PhoneWire {
        private final Socket socket;

        private Tcp(Socket socket, Consumer<String> listener) {
            this.socket = socket;
            Thread.ofVirtual().start(() -> read(listener));
        }

        /** Until either side closes the connection. */
        private void read(Consumer<String> listener) {
            try (InputStream in = new BufferedInputStream(socket.getInputStream())) {
                for (String head = head(in); !head.isEmpty(); head = head(in)) {
                    byte[] body = in.readNBytes(Integer.parseInt(SipText.header(head, "Content-Length")));
                    listener.accept(head + new String(body, StandardCharsets.ISO_8859_1));
                }
            } catch (IOException e) {
                if (!socket.isClosed()) close();
            }
        }

        /** Empty at the end of the connection. */
        private static String head(InputStream in) throws IOException {
            var head = new StringBuilder();
            for (int next = in.read(); next >= 0; next = in.read()) {
                head.append((char) next);
                if (head.toString().equals("\r\n")) head.setLength(0); // keep-alive
                if (next == '\n' && head.length() > 4 && head.indexOf("\r\n\r\n", head.length() - 4) >= 0)
                    return head.toString();
            }
            return "";
        }

        @Override
        public void send(String message) {
            try {
                socket.getOutputStream().write(message.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String address() {
            return "127.0.0.1:" + socket.getLocalPort();
        }

        @Override
        public String transport() {
            return "TCP";
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

    /** A WebSocket of the JDK. */
    final class Web implements PhoneWire, WebSocket.Listener {
        private static final int PATIENCE = 20;

        private final String address = UUID.randomUUID().toString().substring(0, 12) + ".invalid";
        private final HttpClient client = HttpClient.newHttpClient();
        private final StringBuilder part = new StringBuilder();
        private final Consumer<String> listener;
        private final WebSocket socket;

        private Web(int server, Consumer<String> listener) {
            this.listener = listener;
            this.socket = client.newWebSocketBuilder()
                    .subprotocols("sip")
                    .buildAsync(URI.create("ws://127.0.0.1:" + server + "/"), this)
                    .orTimeout(PATIENCE, TimeUnit.SECONDS)
                    .join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            part.append(text);
            if (last) {
                listener.accept(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void send(String message) {
            socket.sendText(message, true).join();
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public String transport() {
            return "WS";
        }

        @Override
        public void close() {
            socket.abort();
            client.shutdownNow();
        }
    }
}
