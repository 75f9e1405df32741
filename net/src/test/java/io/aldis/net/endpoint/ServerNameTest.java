package io.aldis.net.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TestTls;
import io.aldis.net.TlsSettings;
import io.aldis.sip.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** The choice of the certificate by server name indication (RFC 6066 §3). */
class ServerNameTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final TestAuthority authority = new TestAuthority("authority");
    private final Map<String, TlsSettings.Own> named = new HashMap<>();
    private Path trust;
    private TlsSettings.Own usual;

    @BeforeEach
    void issue() {
        trust = authority.file(folder);
        usual = issue("usual");
        named.put("example.org", issue("org"));
        named.put("*.example.org", issue("star"));
        named.put("im.example.org", issue("im"));
    }

    private TlsSettings.Own issue(String name) {
        return issue(name, name);
    }

    private TlsSettings.Own issue(String file, String name) {
        return authority.issue(folder, file, Holder.of(name, "dns:example.org"));
    }

    private Station station() {
        return Station.with(Station.settings("tls:127.0.0.1:0")
                .with(EndpointSettings::tls)
                .of(Optional.of(new TlsSettings(Optional.of(usual), Optional.empty())
                        .with(TlsSettings::named)
                        .of(named))));
    }

    private String shown(Station station, String name, String... versions) throws IOException {
        try (var socket = TestTls.connectTo(name, station.address(), trust, versions)) {
            var first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return first.getSubjectX500Principal().getName();
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void serverNameChoosesExactThenWildcardThenDefaultCertificate(String version) throws IOException {
        try (var station = station()) {
            assertThat(shown(station, "example.org", version)).isEqualTo("CN=org");
            assertThat(shown(station, "Example.ORG", version)).isEqualTo("CN=org");
            assertThat(shown(station, "im.example.org", version)).isEqualTo("CN=im");
            assertThat(shown(station, "chat.example.org", version)).isEqualTo("CN=star");
            assertThat(shown(station, "a.b.example.org", version)).isEqualTo("CN=usual");
            assertThat(shown(station, "example.com", version)).isEqualTo("CN=usual");
            assertThat(shown(station, "", version)).as("no name").isEqualTo("CN=usual");
        }
    }

    @Test
    void certificateOfEachNameIsReloadedSeparately() throws IOException {
        try (var station = station()) {
            Files.writeString(usual.certificate(), "broken");
            issue("org", "second");
            await().atMost(LONG)
                    .untilAsserted(
                            () -> assertThat(shown(station, "example.org")).isEqualTo("CN=second"));
            assertThat(shown(station, "example.com")).isEqualTo("CN=usual");
            assertThat(shown(station, "im.example.org")).isEqualTo("CN=im");
        }
    }

    @Test
    void unreadableCertificateFailsTheStart() {
        Path away = folder.resolve("away");
        named.put("example.net", new TlsSettings.Own(away, away));
        assertThatThrownBy(this::station)
                .isInstanceOf(BindException.class)
                .hasMessage("Cannot use TLS: " + away + ": no such file");
    }

    /** Other servers ask for the domain (RFC 5922 §7.8), and find there what does not speak for it. */
    @Test
    @Tag("5922-6-01")
    void domainWithoutCertificateIsLoggedAtStart() {
        var log = (Logger) LoggerFactory.getLogger("io.aldis.net.stream.TlsContext");
        var kept = new ListAppender<ILoggingEvent>();
        kept.start();
        log.addAppender(kept);
        var tls = new TlsSettings(Optional.of(usual), Optional.empty())
                .with(TlsSettings::named)
                .of(named)
                .with(TlsSettings::domains)
                .of(List.of("example.org", "im.example.org"));
        try (var station = Station.with(
                Station.settings("tls:127.0.0.1:0").with(EndpointSettings::tls).of(Optional.of(tls)))) {
            assertThat(station.bound(0).transport()).isEqualTo(Transport.TLS);
        } finally {
            log.detachAppender(kept);
        }
        assertThat(kept.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains("TLS: no certificate for domain=im.example.org: other servers will not send there")
                .noneMatch(line -> line.contains("no certificate for domain=example.org"));
    }
}
