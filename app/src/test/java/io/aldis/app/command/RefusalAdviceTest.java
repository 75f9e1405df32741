package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warning and Retry-After of a refusal are printed. */
class RefusalAdviceTest {
    @TempDir
    private Path data;

    private Shell.Ended send(String answer, String... more) throws IOException {
        try (var server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> answer(server, answer));
            var arguments = new ArrayList<>(List.of(
                    "send",
                    "--from",
                    "sip:a@b.example",
                    "--to",
                    "sip:bob@b.example",
                    "--server",
                    "udp:127.0.0.1:" + server.getLocalPort(),
                    "hello"));
            arguments.addAll(List.of(more));
            return Shell.in(data).run(arguments.toArray(String[]::new));
        }
    }

    private static void answer(DatagramSocket server, String answer) {
        try {
            var packet = new DatagramPacket(new byte[4096], 4096);
            server.receive(packet);
            String request = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            String headers = request.lines()
                    .filter(line -> line.matches("(Via|From|To|Call-ID|CSeq):.*"))
                    .collect(Collectors.joining("\r\n"));
            byte[] bytes = (answer.replaceFirst("\n", "\n" + headers + "\n").replaceAll("\r?\n", "\r\n")
                            + "Content-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8);
            server.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void warningAndRetryAfterAreShown() throws IOException {
        String answer = """
            SIP/2.0 480 Temporarily Unavailable
            Warning: 399 b.example "Mailbox of \\"bob\\" is full"
            Retry-After: 120 (later)
            """;
        var ended = send(answer);
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .isEqualTo("aldis: Not delivered to sip:bob@b.example: 480 Temporarily Unavailable"
                        + " (b.example warns: Mailbox of \"bob\" is full); try again in 120 s\n");
        assertThat(send(answer, "--json").out()).contains("\"warning\":\"399 b.example ", "\"retryAfterSeconds\":120");
    }

    @Test
    void malformedWarningIsShownWithoutControlCharacters() throws IOException {
        assertThat(send("SIP/2.0 403 Forbidden\nWarning: go \u009baway\n").err())
                .isEqualTo("aldis: Not delivered to sip:bob@b.example: 403 Forbidden (warning: go \uFFFDaway)\n");
    }
}
