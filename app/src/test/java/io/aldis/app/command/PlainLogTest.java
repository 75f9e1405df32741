package io.aldis.app.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TestTls;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log describes common failures without Java class names. */
@Timeout(180)
class PlainLogTest {
    /** Names of classes and packages, stack traces, durations of ISO 8601, calls and numbers of the kernel, records. */
    private static final String JAVA =
            ".*(\\w(Exception|Error)\\b|^\\s+at |\\bPT-?\\d|\\(\\.\\.\\)|\\berror\\(-?\\d|\\w\\[\\w+="
                    + "|\\b(java|javax|sun|com|org|io)\\.[a-z]+\\.|@[0-9a-f]{6,}\\b).*";

    /** The name of a class instead of the part of the program: {@code WARN  ChangeWatch: }. */
    private static final String CLASS = "^[\\d:.]+ \\w+ +[A-Z]\\w*: .*";

    @TempDir
    private Path data;

    @BeforeEach
    void addUsers() {
        for (String user : List.of("alice", "bob"))
            assertThat(shell().run("user", "add", "sip:" + user + "@example.com")
                            .code())
                    .isZero();
    }

    private Shell shell() {
        return Shell.in(data).set("ALDIS_PASSWORD", "secret");
    }

    private ServeProcess serve(String... more) {
        var arguments = new java.util.ArrayList<>(
                List.of("--domain", "example.com", "--listen", "udp:127.0.0.1:0", "--listen", "tcp:127.0.0.1:0"));
        arguments.addAll(List.of(more));
        return new ServeProcess(
                data,
                Map.of("ALDIS_FOREIGN_TO", "all", "ALDIS_PATIENCE", "1s", "ALDIS_LOG_LEVEL", "info"),
                arguments.toArray(String[]::new));
    }

    private static void assertPlain(ServeProcess server) {
        assertThat(server.lines()).noneMatch(line -> line.matches(JAVA)).noneMatch(line -> line.matches(CLASS));
    }

    private static void udp(int port, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        try (var socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
        }
    }

    /** The log has a line that is awaited once all before it were written. */
    private static void reload(ServeProcess server) {
        server.signal("-HUP");
        server.await("SIGHUP: ");
    }

    @Test
    void malformedPacketsLeaveAPlainLog() throws IOException {
        try (var server = serve()) {
            for (String junk : List.of(
                    "\u0000\u0001",
                    "HELLO\r\n\r\n",
                    "MESSAGE sip:a@b SIP/2.0\r\nVia: x\r\n\r\n",
                    "MESSAGE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\nCSeq: 4294967296 X\r\n\r\n",
                    "SIP/2.0 999 \r\n\r\n")) {
                udp(server.port("udp"), junk);
                try (var stream = new Socket(InetAddress.getLoopbackAddress(), server.port("tcp"))) {
                    stream.getOutputStream().write(junk.getBytes(UTF_8));
                }
            }
            reload(server);
            assertPlain(server);
        }
    }

    @Test
    void peersWithoutTlsLeaveAPlainLog() throws IOException {
        var authority = new TestAuthority("authority");
        var other = new TestAuthority("other");
        var own = authority.issue(data, "own", Holder.of("x", "dns:example.com"));
        try (var server = serve(
                "--listen",
                "tls:127.0.0.1:0",
                "--tls-cert",
                own.certificate().toString(),
                "--tls-key",
                own.key().toString())) {
            try (var stream = new Socket(InetAddress.getLoopbackAddress(), server.port("tls"))) {
                stream.getOutputStream().write("OPTIONS sip:example.com SIP/2.0\r\n\r\n".getBytes(UTF_8));
                assertThat(server.await("no TLS with")).contains("tls:127.0.0.1:");
            }
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port("tls"));
            Path others = other.file(data);
            assertThatThrownBy(() -> TestTls.connect(address, others))
                    .as("the phone does not believe the certificate")
                    .hasMessageContaining("certificate_unknown");
            reload(server);
            assertPlain(server);
        }
    }

    @Test
    void lockedDatabaseLeavesAPlainLog() throws Exception {
        try (var server = serve();
                var phone = new DigestPhone(server.port("udp"));
                var lock = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("aldis.db"));
                var statement = lock.createStatement()) {
            assertThat(phone.register("bob", "secret")).isEqualTo(200);
            statement.execute("BEGIN EXCLUSIVE");
            assertThat(phone.register("bob", "secret")).isBetween(500, 599);
            assertThat(server.await("another process has kept it locked")).contains("aldis.db");
            statement.execute("ROLLBACK");
            server.await("again");
            assertThat(phone.register("bob", "secret")).isEqualTo(200);
            reload(server);
            assertPlain(server);
        }
    }

    @Test
    void unresolvedNamesAndRefusingPeersLeaveAPlainLog() throws IOException {
        int nobody;
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        try (var server = serve("--dns", "127.0.0.1:" + nobody)) {
            String to = "127.0.0.1:" + server.port("udp");
            for (String target : List.of(
                    "sip:x@nowhere.example", "sip:x@192.0.2.1:1;transport=tcp", "sip:x@127.0.0.1:1;transport=tcp")) {
                var sent = shell().run(
                                "send",
                                "--from",
                                "sip:alice@example.com",
                                "--to",
                                target,
                                "--server",
                                "udp:" + to,
                                "x");
                assertThat(sent.code()).isNotZero();
                assertThat(sent.err()).doesNotMatch("(?s)" + JAVA);
            }
            var trail = shell().run("trail", "sip:alice@example.com");
            assertThat(trail.out() + trail.err()).doesNotMatch("(?s)" + JAVA);
            reload(server);
            assertPlain(server);
        }
    }

    @Test
    void failedStartIsReportedInOneLine() throws IOException {
        try (var taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThat(shell().run(
                                    "serve",
                                    "--domain",
                                    "example.com",
                                    "--listen",
                                    "udp:127.0.0.1:" + taken.getLocalPort())
                            .err())
                    .contains("already in use")
                    .hasLineCount(1)
                    .doesNotMatch("(?s)" + JAVA);
        }
        Path file = data.resolve("aldis.db");
        assertThat(Shell.in(file).run("serve", "--domain", "example.com").err())
                .contains(file.toString())
                .hasLineCount(1)
                .doesNotMatch("(?s)" + JAVA);
    }
}
