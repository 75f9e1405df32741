package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A phone that does as the test says, one message after the other. Bodies have no line ends. */
interface PlainPhone extends AutoCloseable {
    int PATIENCE = 20_000;

    void send(String text, int port) throws IOException;

    /** What comes next, if something comes within so many milliseconds. */
    Optional<String> hear(int millis) throws IOException;

    /** {@code 127.0.0.1:7;transport=tcp}. */
    String address();

    @Override
    void close() throws IOException;

    default String transport() {
        return address().endsWith("tcp") ? "TCP" : "UDP";
    }

    /** The next one that begins so; others are passed over. */
    default String await(String beginning) throws IOException {
        for (Optional<String> heard = hear(PATIENCE); heard.isPresent(); heard = hear(PATIENCE))
            if (heard.get().startsWith(beginning)) return heard.get();
        throw new AssertionError("expected " + beginning);
    }

    default void register(String user, int cseq, int port) throws IOException {
        send("""
            REGISTER sip:example.com SIP/2.0
            Via: SIP/2.0/%s 127.0.0.1;rport;branch=z9hG4bKr%s%d
            Max-Forwards: 70
            From: <sip:%s@example.com>;tag=r
            To: <sip:%s@example.com>
            Call-ID: register-%s
            CSeq: %d REGISTER
            Contact: <sip:%s@%s>;+sip.instance="<urn:uuid:%s>"
            Content-Length: 0

            """.formatted(transport(), user, System.nanoTime(), user, user, user, cseq, user, address(), user), port);
    }

    default void ask(String user, int port) throws IOException {
        send("""
            OPTIONS sip:%s@example.com SIP/2.0
            Via: SIP/2.0/%s 127.0.0.1;rport;branch=z9hG4bKo%d
            Max-Forwards: 70
            From: <sip:sender@example.net>;tag=f
            To: <sip:%s@example.com>
            Call-ID: ask
            CSeq: 1 OPTIONS
            Content-Length: 0

            """.formatted(user, transport(), System.nanoTime(), user), port);
    }

    default void write(String user, String body, int port) throws IOException {
        send("""
            MESSAGE sip:%s@example.com SIP/2.0
            Via: SIP/2.0/%s 127.0.0.1;rport;branch=z9hG4bKm%d
            Max-Forwards: 70
            From: <sip:sender@example.net>;tag=f
            To: <sip:%s@example.com>
            Call-ID: %s
            CSeq: 1 MESSAGE
            Content-Type: text/plain
            Content-Length: %d

            %s""".formatted(user, transport(), System.nanoTime(), user, body, body.length(), body), port);
    }

    default void take(String request, int port) throws IOException {
        var answer = new StringBuilder("SIP/2.0 200 OK\n");
        for (String line : request.split("\r\n"))
            if (List.of("Via", "From", "To", "Call-ID", "CSeq").contains(line.replaceFirst(":.*", "")))
                answer.append(line).append('\n');
        send(answer.append("Content-Length: 0\n\n").toString(), port);
    }

    static String body(String message) {
        return message.substring(message.indexOf("\r\n\r\n") + 4);
    }

    static PlainPhone udp() throws IOException {
        var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        return new PlainPhone() {
            @Override
            public void send(String text, int port) throws IOException {
                byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
            }

            @Override
            public Optional<String> hear(int millis) throws IOException {
                var packet = new DatagramPacket(new byte[65_535], 65_535);
                socket.setSoTimeout(millis);
                try {
                    socket.receive(packet);
                } catch (SocketTimeoutException e) {
                    return Optional.empty();
                }
                return Optional.of(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
            }

            @Override
            public String address() {
                return "127.0.0.1:" + socket.getLocalPort();
            }

            @Override
            public void close() {
                socket.close();
            }
        };
    }

    /** With one connection to that server, and nobody listening: only over that it is reached. */
    static PlainPhone tcp(int server) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server);
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        return new PlainPhone() {
            @Override
            public void send(String text, int port) throws IOException {
                assertThat(port).isEqualTo(server);
                socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public Optional<String> hear(int millis) throws IOException {
                socket.setSoTimeout(millis);
                var message = new StringBuilder();
                int length = 0;
                try {
                    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                        message.append(line).append("\r\n");
                        if (line.startsWith("Content-Length: ")) length = Integer.parseInt(line.substring(16));
                    }
                    message.append("\r\n");
                    for (int i = 0; i < length; i++) message.append((char) in.read());
                } catch (SocketTimeoutException e) {
                    return Optional.empty();
                }
                return Optional.of(message.toString());
            }

            @Override
            public String address() {
                return "127.0.0.1:" + socket.getLocalPort() + ";transport=tcp";
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }
}
