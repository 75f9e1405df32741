package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptedTest {
    @TempDir
    private Path data;

    /** RFC 3428 §7: 202 says that it is not delivered yet. */
    @Test
    void messageKeptByARelayGivesExitCode3() throws IOException {
        try (var relay = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> accept(relay));
            var ended = Shell.in(data)
                    .run(
                            "send",
                            "--from",
                            "sip:a@b.example",
                            "--to",
                            "sip:b@b.example",
                            "--server",
                            "127.0.0.1:" + relay.getLocalPort(),
                            "hello");
            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.out()).isEqualTo("Accepted for sip:b@b.example: kept until b is back\n");
        }
    }

    private static void accept(DatagramSocket relay) {
        try {
            var packet = new DatagramPacket(new byte[4096], 4096);
            relay.receive(packet);
            String request = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            String headers = request.lines()
                    .filter(line -> line.matches("(Via|From|To|Call-ID|CSeq):.*"))
                    .collect(Collectors.joining("\r\n"));
            byte[] answer = ("SIP/2.0 202 Accepted\r\n" + headers + "\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8);
            relay.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
