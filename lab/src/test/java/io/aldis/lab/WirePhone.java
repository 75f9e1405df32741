package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A phone made of a UDP socket and text, of which each character is an octet. In what it sends {@code {me}} is its own address; line ends of the head become CRLF.
 * What is repeated byte for byte is heard once.
 */
final class WirePhone implements AutoCloseable {
    private static final Set<String> COPIED = Set.of("Via", "From", "To", "Call-ID", "CSeq");
    private static final int LONG = 20_000;
    private static final int BRIEF = 250;

    private final DatagramSocket socket;
    private final Set<String> heard = new HashSet<>();
    private final Deque<String> requests = new ArrayDeque<>();
    private final Deque<String> responses = new ArrayDeque<>();
    private int server;
    private int registrations;

    /** @param server its UDP port */
    WirePhone(int server) {
        this.server = server;
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on it speaks to that one. */
    void calls(int other) {
        server = other;
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    void send(String head, String body) {
        String text = head.replace("{me}", address()).replace("\n", "\r\n") + body;
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), server));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As that device of bob's, for ten minutes. */
    void register(String device) {
        sendRegister(device, 600);
        assertThat(response()).startsWith("SIP/2.0 200");
    }

    /** The binding of that device is gone. */
    void unregister(String device) {
        sendRegister(device, 0);
        assertThat(response()).startsWith("SIP/2.0 200");
    }

    void sendRegister(String device, int seconds) {
        send("""
            REGISTER sip:example.com SIP/2.0
            Via: SIP/2.0/UDP {me};branch=z9hG4bK%s
            Max-Forwards: 70
            From: <sip:bob@example.com>;tag=r
            To: <sip:bob@example.com>
            Call-ID: register@{me}
            CSeq: %d REGISTER
            Contact: <sip:bob@{me}>;+sip.instance="<urn:uuid:%s>"
            Expires: %d
            Content-Length: 0

            """.formatted(Long.toString(System.nanoTime(), 36), ++registrations, device, seconds), "");
    }

    /** The next request that was not heard before. */
    String request() {
        while (requests.isEmpty()) if (!hear(LONG)) throw new AssertionError(address() + " expected a request");
        return requests.remove();
    }

    /** The next final response that was not heard before. */
    String response() {
        while (responses.isEmpty()) if (!hear(LONG)) throw new AssertionError(address() + " expected a response");
        return responses.remove();
    }

    /** No new request comes for a moment. */
    void hearsNoRequest() {
        while (requests.isEmpty() && hear(BRIEF)) assertThat(heard).isNotEmpty();
        assertThat(requests).isEmpty();
    }

    /** @return whether something came */
    private boolean hear(int milliseconds) {
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            socket.setSoTimeout(milliseconds);
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
        if (heard.add(text) && !text.startsWith("SIP/2.0 1"))
            (text.startsWith("SIP/2.0 ") ? responses : requests).add(text);
        return true;
    }

    /** Hears a message with that body and takes it. @return the message */
    String takes(String body) {
        String request = request();
        assertThat(body(request)).isEqualTo(body);
        answer(request, "200 OK");
        return request;
    }

    void answer(String request, String status) {
        var answer = new StringBuilder("SIP/2.0 " + status + "\n");
        for (String line : head(request))
            if (COPIED.contains(line.split(":", 2)[0])) answer.append(line).append('\n');
        send(answer.append("Content-Length: 0\n\n").toString(), "");
    }

    private static List<String> head(String message) {
        return List.of(message.substring(0, message.indexOf("\r\n\r\n")).split("\r\n"));
    }

    static String header(String message, String name) {
        for (String line : head(message)) if (line.startsWith(name + ": ")) return line.substring(name.length() + 2);
        throw new AssertionError("expected " + name + " in " + message);
    }

    static String body(String message) {
        return message.substring(message.indexOf("\r\n\r\n") + 4);
    }

    @Override
    public void close() {
        socket.close();
    }
}
