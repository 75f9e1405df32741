package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeTest {
    /** How {@code aldis send} ends when the server keeps the message. */
    private static final int ACCEPTED = 3;

    private static final Pattern UDP = Pattern.compile("udp:127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    private Path data;

    private Job serve(String... more) {
        var arguments = new java.util.ArrayList<>(java.util.List.of("serve", "--listen", "udp:127.0.0.1:0"));
        arguments.addAll(java.util.List.of(more));
        return Shell.in(data).start(arguments.toArray(String[]::new));
    }

    private static int port(String ready) {
        var matcher = UDP.matcher(ready);
        assertThat(matcher.find()).as(ready).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    @Test
    void readyLineHasTheActualAddresses() {
        try (Job serve = serve("--listen", "tcp:127.0.0.1:0", "--domain", "Example.com", "--domain", "example.org")) {
            assertThat(serve.await("ready"))
                    .matches("aldis ready: udp:127\\.0\\.0\\.1:[1-9]\\d* tcp:127\\.0\\.0\\.1:[1-9]\\d*"
                            + " domains example\\.com example\\.org");
            assertThat(serve.said()).doesNotContain("WARNING");
        }
    }

    @Test
    void readyServerAnswersOptionsWithoutCredentials() throws IOException {
        try (Job serve = serve("--domain", "example.com");
                var phone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThat(ask(phone, port(serve.await("ready")), "OPTIONS", "sip:example.com"))
                    .startsWith("SIP/2.0 200 OK\r\n");
        }
    }

    private static String ask(DatagramSocket phone, int port, String method, String uri) throws IOException {
        String request = """
                %s %s SIP/2.0
                Via: SIP/2.0/UDP 127.0.0.1:%d;rport;branch=z9hG4bK%d
                From: <sip:alice@example.com>;tag=a
                To: <sip:alice@example.com>
                Call-ID: %d
                CSeq: 1 %s
                Max-Forwards: 70
                Contact: <sip:alice@127.0.0.1:%d>
                Content-Length: 0

                """.formatted(
                        method,
                        uri,
                        phone.getLocalPort(),
                        System.nanoTime(),
                        System.nanoTime(),
                        method,
                        phone.getLocalPort())
                .replace("\n", "\r\n");
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        phone.setSoTimeout(20_000);
        phone.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
        var packet = new DatagramPacket(new byte[4096], 4096);
        phone.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Test
    void openRegistrationIsWarnedOfAndAcceptsEveryUser() throws IOException {
        try (Job serve = serve("--domain", "example.com", "--trust", "127.0.0.0/8", "--open-registration");
                var phone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            serve.await("WARNING: requests from 127.0.0.0/8 come in WITHOUT CREDENTIALS");
            serve.await("WARNING: 127.0.0.0/8 may REGISTER AS ANYBODY");
            assertThat(ask(phone, port(serve.await("ready")), "REGISTER", "sip:example.com"))
                    .startsWith("SIP/2.0 200 OK\r\n");
        }
    }

    @Test
    void registerWithoutCredentialsGets401ByDefault() throws IOException {
        try (Job serve = serve("--domain", "example.com", "--trust", "10.0.0.0/8");
                var phone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThat(ask(phone, port(serve.await("ready")), "REGISTER", "sip:example.com"))
                    .startsWith("SIP/2.0 401 ");
        }
    }

    @Test
    void flagsOverrideTheConfigurationFile() throws IOException {
        Path file =
                Files.writeString(data.resolve("aldis.yaml"), "domains: [file.example]\nlisten: [tcp:127.0.0.1:0]\n");
        try (Job serve = serve("--config", file.toString())) {
            assertThat(serve.await("ready")).startsWith("aldis ready: udp:").endsWith(" domains file.example");
        }
    }

    @Test
    void addedAccountIsKnownWithoutARestart() {
        try (Job serve = serve("--domain", "example.com")) {
            int port = port(serve.await("ready"));
            Instant added = Instant.now();
            assertThat(Shell.in(data)
                            .set("ALDIS_PASSWORD", "secret")
                            .run("user", "add", "sip:new@example.com")
                            .code())
                    .isZero();
            var server = "127.0.0.1:" + port + ";transport=udp";
            while (true) {
                var ended = Shell.in(data)
                        .set("ALDIS_PASSWORD", "secret")
                        .run(
                                "send",
                                "--from",
                                "sip:new@example.com",
                                "--to",
                                "sip:new@example.com",
                                "--server",
                                server,
                                "hello");
                if (ended.code() == ACCEPTED) break; // known, and not registered
                assertThat(ended.err()).contains("407");
                assertThat(Duration.between(added, Instant.now())).isLessThan(Duration.ofSeconds(30));
            }
        }
    }

    @Test
    void wrongUsageIsReportedBeforeAnythingIsOpened() {
        assertWrong("Expected a domain to serve, such as --domain example.com");
        assertWrong("--listen: expected transport:address:port", "--domain", "a.example", "--listen", "5060");
        assertWrong("--trust: expected a network such as", "--domain", "a.example", "--trust", "localhost");
        assertWrong("--open-registration: expected a trusted network", "--domain", "a.example", "--open-registration");
        assertWrong("--config: expected a file but there is no nowhere.yaml", "--config", "nowhere.yaml");
    }

    private void assertWrong(String words, String... flags) {
        var arguments = new java.util.ArrayList<>(java.util.List.of("serve"));
        arguments.addAll(java.util.List.of(flags));
        var ended = Shell.in(data).run(arguments.toArray(String[]::new));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).startsWith("aldis: " + words).hasLineCount(1);
    }

    @Test
    void addressInUseIsReportedInOneLine() throws IOException {
        try (var taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var ended = Shell.in(data)
                    .run("serve", "--domain", "a.example", "--listen", "udp:127.0.0.1:" + taken.getLocalPort());
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.err())
                    .isEqualTo("aldis: Cannot listen on udp:127.0.0.1:" + taken.getLocalPort()
                            + ": Address already in use (another program has it; ss -lntup says which)\n");
        }
    }
}
