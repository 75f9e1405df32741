package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.aldis.app.config.Configuration;
import io.aldis.app.config.Sources;
import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TestTls;
import io.aldis.net.TlsSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** SIGHUP applies the settings that a running server can change and names those that need a restart. */
@Timeout(120)
class ReloadTest {
    @TempDir
    private Path data;

    private Path file() {
        return data.resolve("aldis.yaml");
    }

    private ServeProcess serve(String configuration) throws IOException {
        Files.writeString(file(), configuration);
        return new ServeProcess(data, Map.of(), "--config", file().toString());
    }

    private void reload(ServeProcess server, String configuration) throws IOException {
        Files.writeString(file(), configuration);
        server.signal("-HUP");
    }

    private static final String PLAIN = """
            domains: example.com
            listen: [udp:127.0.0.1:0]
            """;

    private Shell.Ended send(ServeProcess server) {
        return Shell.in(data)
                .run(
                        "send",
                        "--from",
                        "sip:alice@example.com",
                        "--to",
                        "sip:bob@example.com",
                        "--server",
                        "udp:127.0.0.1:" + server.port("udp"),
                        "x");
    }

    @Test
    void trustedNetworkIsAddedAndRemoved() throws IOException {
        Shell.in(data).set("ALDIS_PASSWORD", "secret").run("user", "add", "sip:bob@example.com");
        Shell.in(data).set("ALDIS_PASSWORD", "secret").run("user", "add", "sip:alice@example.com");
        try (var server = serve(PLAIN)) {
            assertThat(send(server).code()).isEqualTo(1);
            reload(server, PLAIN + "trust: 127.0.0.0/8\n");
            assertThat(server.await("WITHOUT CREDENTIALS")).contains("127.0.0.0/8");
            assertThat(server.await("SIGHUP")).endsWith("SIGHUP: in force now: trust");
            assertThat(send(server).code()).as("kept without a password").isEqualTo(3);
            reload(server, PLAIN);
            assertThat(server.await("SIGHUP")).endsWith("SIGHUP: in force now: trust");
            assertThat(send(server).code()).isEqualTo(1);
        }
    }

    @Test
    void ratesApplyAtOnceAndOtherSettingsAreNamed() throws IOException {
        Shell.in(data).set("ALDIS_PASSWORD", "secret").run("user", "add", "sip:bob@example.com");
        try (var server = serve(PLAIN);
                var phone = new DigestPhone(server.port("udp"))) {
            assertThat(phone.register("bob", "secret")).isEqualTo(200);
            reload(server, PLAIN + """
                    patience: 3s
                    limits:
                      messages-per-address: 1
                      connections: 7
                    log-level: warn
                    """);
            assertThat(server.await("SIGHUP"))
                    .endsWith("SIGHUP: changed, but in force only after a restart: patience, limits.connections");
            phone.register("bob", "secret");
            assertThat(phone.register("bob", "secret")).isEqualTo(503);
            reload(server, PLAIN);
            assertThat(server.await("SIGHUP")).endsWith("SIGHUP: in force now: limits.messages-per-address, log-level");
            assertThat(phone.register("bob", "secret")).isEqualTo(200);
        }
    }

    /** The warnings of the start are no news; those of the new networks are. */
    @Test
    void warningsAreRepeatedOnlyWhenTrustHasChanged() throws IOException {
        String trusting = PLAIN + "trust: 127.0.0.0/8\nopen-registration: true\n";
        try (var server = serve(trusting)) {
            reload(server, trusting + "limits: {burst: 7s}\n");
            server.await("SIGHUP: in force now: limits.burst");
            reload(server, trusting);
            server.await("SIGHUP: in force now: limits.burst");
            assertThat(server.lines())
                    .filteredOn(line -> line.contains("WITHOUT CREDENTIALS"))
                    .hasSize(1);
            reload(server, trusting.replace("127.0.0.0/8", "[127.0.0.0/8, 192.0.2.0/24]"));
            server.await("SIGHUP: in force now: trust");
            assertThat(server.lines())
                    .filteredOn(line -> line.contains("192.0.2.0/24 come in WITHOUT CREDENTIALS"))
                    .hasSize(1);
            reload(server, PLAIN + "trust: 192.0.2.0/24\n");
            server.await("in force only after a restart: open-registration");
            assertThat(server.lines())
                    .as("it is in force until the restart")
                    .anyMatch(line -> line.contains("WARNING: 192.0.2.0/24 may REGISTER AS ANYBODY"));
        }
    }

    @Test
    void listenersThatNeedARestartAreNamed() throws IOException {
        try (var server = serve(PLAIN)) {
            reload(server, PLAIN + "trust: [192.0.2.0/24, \"udp:127.0.0.1:0\"]\n");
            assertThat(server.await("after a restart")).contains("trust (its listeners)");
            assertThat(server.lines())
                    .filteredOn(line -> line.contains("WITHOUT CREDENTIALS"))
                    .singleElement()
                    .asString()
                    .contains("requests from 192.0.2.0/24 come in");
        }
    }

    @Test
    void settingsTakenBeforeAFailureAreReportedAsInForce() {
        var before = Configuration.defaults(data);
        var after =
                new Sources().flag("log-level", "--log-level", List.of("warn")).over(before);
        var taken = new ArrayList<Configuration>();
        var log = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(Reload.class);
        var level = logger.getLevel();
        log.start();
        logger.setLevel(Level.INFO); // no server of this JVM may have set it yet
        logger.addAppender(log);
        try {
            new Reload(before, () -> after, new Reload.Running() {
                        @Override
                        public void take(Configuration configuration) {
                            taken.add(configuration);
                        }

                        @Override
                        public boolean renewCertificates() {
                            throw new IllegalStateException("the disk is away");
                        }
                    })
                    .run();
        } finally {
            logger.detachAppender(log);
            logger.setLevel(level);
        }
        assertThat(taken).containsExactly(after);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains("SIGHUP: in force now: log-level")
                .anyMatch(line -> line.endsWith("the disk is away"))
                .noneMatch(line -> line.contains("nothing"));
    }

    @Test
    void invalidFileChangesNothingAndIsReported() throws IOException {
        try (var server = serve(PLAIN)) {
            for (String wrong : new String[] {
                "domains: [",
                PLAIN + "log-level: loud\n",
                PLAIN + "limit: 1\n",
                "listen: [udp:127.0.0.1:0]\n",
                PLAIN + "trust: x\n"
            }) {
                reload(server, wrong);
                assertThat(server.await("SIGHUP")).contains("SIGHUP: nothing was changed: ");
            }
            reload(server, PLAIN);
            assertThat(server.await("SIGHUP")).endsWith("SIGHUP: in force now: nothing new");
        }
    }

    @Test
    void certificatesAreReloadedAtOnceAndBrokenOnesKeepTheOld() throws Exception {
        var authority = new TestAuthority("authority");
        TlsSettings.Own first = authority.issue(data, "first", Holder.of("first", "dns:example.com"));
        TlsSettings.Own second = authority.issue(data, "second", Holder.of("second", "dns:example.com"));
        Path certificate = Files.copy(first.certificate(), data.resolve("cert.pem"));
        Path key = Files.copy(first.key(), data.resolve("key.pem"));
        String configuration = """
            domains: example.com
            listen: [tls:127.0.0.1:0]
            tls:
              cert: %s
              key: %s
            """.formatted(certificate, key);
        try (var server = serve(configuration)) {
            Path trusted = authority.file(data);
            assertThat(shown(server, trusted)).contains("CN=first");
            Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(second.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            server.signal("-HUP");
            server.await("SIGHUP");
            assertThat(shown(server, trusted)).contains("CN=second");
            Files.writeString(certificate, "no certificate");
            server.signal("-HUP");
            assertThat(server.await("what was read before stays in use")).contains("cert.pem");
            assertThat(shown(server, trusted)).contains("CN=second");
        }
    }

    private static String shown(ServeProcess server, Path trusted) throws IOException {
        var address = new InetSocketAddress("127.0.0.1", server.port("tls"));
        try (SSLSocket phone = TestTls.connect(address, trusted)) {
            var shown = (X509Certificate) phone.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }
    }
}
