package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Text of a peer is printed as a value and never as a line, a property or a colour. */
class MarkupTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** All of it may stand in a Call-ID (RFC 3261 §25.1). */
    private static final String CALL_ID = "x\"},{\"evil\":\"<script>\\u0022@[h]?/%0d%0a";

    /** A line separator, the end of a page, a colour, a right-to-left override. */
    private static final String NAME = "\u2028</script>\\\"}],\\\"evil\\\":[{\u009B31m\u202E";

    private static final String BODY = "{\"evil\":1}\r\n\u001B[2J\0";

    @TempDir
    private Path data;

    /** A message for bob, who is away. @return what the server said */
    private static String said(ServerWithAccounts aldis) throws IOException {
        int port = Integer.parseInt(aldis.server("udp").replaceFirst(".*:(\\d+);.*", "$1"));
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String head = """
                MESSAGE sip:bob@example.com SIP/2.0
                Via: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bKevil
                Max-Forwards: 70
                From: "%s" <sip:eve%%22%%0d%%0aevil@example.net;x=%%22%%7d>;tag=e
                To: <sip:bob@example.com>
                Call-ID: %s
                CSeq: 1 MESSAGE
                Subject: %s
                Content-Type: text/plain;charset=utf-8
                Content-Length: %d

                """.formatted(socket.getLocalPort(), NAME, CALL_ID, NAME, body.length);
            byte[] octets = (head.replace("\n", "\r\n") + BODY).getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(octets, octets.length, InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(20_000);
            var packet = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        }
    }

    private static List<JsonNode> values(Shell.Ended ended) {
        assertThat(ended.code()).as(ended.err()).isZero();
        return ended.out().lines().map(JSON::readTree).toList();
    }

    private static void isPlain(Shell.Ended ended) {
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out().replace("\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Zl}\\p{Zp}\u202D\u202E]");
    }

    @Test
    void textOfAPeerIsPrintedAsAValueOnly() throws IOException {
        try (var aldis = new ServerWithAccounts(
                data,
                Map.of(
                        "ALDIS_MAILBOX_ENABLED",
                        "true",
                        "ALDIS_FOREIGN_FROM",
                        "all",
                        "ALDIS_FOREIGN_HIDE_USERS",
                        "false"))) {
            assertThat(said(aldis)).startsWith("SIP/2.0 202 ");
            Shell shell = aldis.shell();
            List<JsonNode> messages = values(shell.run("mailbox", "list", "sip:bob@example.com", "--json"));
            assertThat(messages)
                    .hasSize(1)
                    .allMatch(message -> message.findValues("evil").isEmpty());
            String id = messages.getFirst().get("id").asString();
            List<JsonNode> message = values(shell.run("mailbox", "show", id, "--json"));
            assertThat(message).hasSize(1);
            assertThat(message.getFirst().get("text").asString()).isEqualTo(BODY);
            isPlain(shell.run("mailbox", "list", "sip:bob@example.com"));
            isPlain(shell.run("mailbox", "show", id));
        }
        List<JsonNode> trail = values(Shell.in(data).run("trail", "sip:bob@example.com", "--json"));
        assertThat(trail)
                .hasSize(1)
                .allMatch(message -> message.findValues("evil").isEmpty());
        assertThat(trail.getFirst().toString()).contains(JSON.writeValueAsString(CALL_ID));
        isPlain(Shell.in(data).run("trail", "sip:bob@example.com"));
    }
}
