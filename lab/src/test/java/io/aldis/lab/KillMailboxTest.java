package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was accepted is delivered, whenever the server is killed: a flood to users who are away, kill -9, another life, registrations. */
@Timeout(180)
class KillMailboxTest {
    private static final int USERS = 10;
    private static final int ROUNDS = 3;
    private static final int AT_ONCE = 64;
    private static final List<String> TRUSTING = List.of("--trust", "127.0.0.0/8", "--open-registration");
    private static final int BRIEF = 1500;

    @TempDir
    private Path folder;

    private final Random random = new Random(4711);
    private final Set<String> accepted = new HashSet<>();
    private final Map<String, Integer> delivered = new HashMap<>();

    /** Serves with what the life before has left on disk. */
    private AldisCommand.Server serve() {
        var arguments = new ArrayList<>(List.of("--listen", "udp:127.0.0.1:0", "--listen", "tcp:127.0.0.1:0"));
        arguments.addAll(TRUSTING);
        return new AldisCommand(folder).serve(arguments.toArray(String[]::new));
    }

    private static void send(DatagramSocket socket, int port, String text) throws IOException {
        byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    }

    private static String hear(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private static String message(String id, int user, int port) {
        String body = body(id);
        return """
            MESSAGE sip:user%d@example.com SIP/2.0
            Via: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK%s
            Max-Forwards: 70
            From: <sip:sender@example.net>;tag=f
            To: <sip:user%d@example.com>
            Call-ID: %s
            CSeq: 1 MESSAGE
            Content-Type: text/plain
            Content-Length: %d

            %s""".formatted(user, port, id, user, id, body.length(), body);
    }

    private static String body(String id) {
        return id + "=" + Integer.toHexString(id.hashCode());
    }

    /** @return how many were accepted before the kill */
    private int floodAndKill(int round) throws IOException {
        int before = accepted.size();
        int enough = 150 + random.nextInt(300);
        AldisCommand.Server server = serve();
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(BRIEF);
            int sent = 0;
            while (accepted.size() - before < enough) {
                while (sent - (accepted.size() - before) < AT_ONCE) {
                    send(socket, server.udp(), message("r" + round + "n" + sent, sent % USERS, socket.getLocalPort()));
                    sent++;
                }
                note(hear(socket));
            }
            server.process().kill();
            notePending(socket);
        } finally {
            server.close();
        }
        return accepted.size() - before;
    }

    private void note(String answer) {
        assertThat(answer).startsWith("SIP/2.0 202");
        accepted.add(header(answer, "Call-ID"));
    }

    /** What had left before the kill counts, too. */
    private void notePending(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(200);
        try {
            while (true) note(hear(socket));
        } catch (SocketTimeoutException e) {
            assertThat(accepted).isNotEmpty();
        }
    }

    private static String header(String message, String name) {
        for (String line : message.split("\r\n"))
            if (line.startsWith(name + ": ")) return line.substring(name.length() + 2);
        throw new AssertionError("expected " + name + " in " + message);
    }

    private void collect(int user, AldisCommand.Server server) throws IOException {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(BRIEF);
            int port = socket.getLocalPort();
            send(socket, server.udp(), """
                REGISTER sip:example.com SIP/2.0
                Via: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bKr%d
                Max-Forwards: 70
                From: <sip:user%d@example.com>;tag=r
                To: <sip:user%d@example.com>
                Call-ID: register%d
                CSeq: 1 REGISTER
                Contact: <sip:user%d@127.0.0.1:%d>
                Content-Length: 0

                """.formatted(port, user, user, user, user, user, port));
            assertThat(hear(socket)).startsWith("SIP/2.0 200");
            while (true) take(hear(socket), socket, server.udp());
        } catch (SocketTimeoutException e) {
            return; // nothing more for that user
        }
    }

    private void take(String request, DatagramSocket socket, int port) throws IOException {
        assertThat(request).startsWith("MESSAGE ");
        String id = header(request, "Call-ID");
        assertThat(request).endsWith("\r\n\r\n" + body(id));
        delivered.merge(id, 1, Integer::sum);
        var answer = new StringBuilder("SIP/2.0 200 OK\n");
        for (String name : List.of("Via", "From", "To", "Call-ID", "CSeq"))
            answer.append(name).append(": ").append(header(request, name)).append('\n');
        send(socket, port, answer.append("Content-Length: 0\n\n").toString());
    }

    @Test
    @Tag("3428-7-09")
    void nothingThatWasAcceptedIsLostByKillNine() throws IOException {
        for (int i = 0; i < USERS; i++) new AldisCommand(folder).addUser("user" + i, "secret");
        for (int round = 0; round < ROUNDS; round++)
            assertThat(floodAndKill(round)).isPositive();
        try (AldisCommand.Server server = serve()) {
            for (int user = 0; user < USERS; user++) collect(user, server);
        }
        assertThat(delivered.keySet()).as("accepted: " + accepted.size()).containsAll(accepted);
        assertThat(delivered.values())
                .as("nobody was killed while he delivered")
                .containsOnly(1);
    }
}
