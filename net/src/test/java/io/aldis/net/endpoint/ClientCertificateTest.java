package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.aldis.net.ClientCertificates;
import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TestTls;
import io.aldis.net.TlsSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Certificates of TLS clients (RFC 5922 §7.4). */
class ClientCertificateTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final TestAuthority authority = new TestAuthority("authority");
    private final Logger log = (Logger) LoggerFactory.getLogger("io.aldis.net.stream.TlsFailureLog");
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private Path trust;

    @BeforeEach
    void listenToTheLog() {
        trust = authority.file(folder);
        said.list = new CopyOnWriteArrayList<>(); // another thread writes
        said.start();
        log.setLevel(Level.INFO);
        log.addAppender(said);
    }

    @AfterEach
    void leaveTheLog() {
        log.detachAppender(said);
    }

    private Station asking(ClientCertificates clients) {
        var own = authority.issue(folder, "own", Holder.of("own", "dns:example.org"));
        return Station.with(Station.settings("tls:127.0.0.1:0")
                .with(EndpointSettings::tls)
                .of(Optional.of(new TlsSettings(Optional.of(own), Optional.of(trust))
                        .with(TlsSettings::clients)
                        .of(listener -> clients))));
    }

    private TlsSettings.Own neighbour(String... names) {
        return authority.issue(folder, "neighbour", Holder.of("x", names));
    }

    private SSLSocket connectAs(TlsSettings.Own own, Station station, String... versions) throws IOException {
        return TestTls.connectAs(own, station.address(), trust, versions);
    }

    private static void assertServed(SSLSocket socket) {
        var peer = TcpPeer.over(socket);
        peer.send(message("TLS x;branch=z9hG4bK" + socket.getLocalPort(), "lamp"));
        assertThat(startLine(peer.message())).isEqualTo("SIP/2.0 200 OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void clientCertificateIdentifiesItsOwnConnectionOnly(String version) throws IOException {
        try (var station = asking(ClientCertificates.OPTIONAL);
                var known = connectAs(neighbour("uri:sip:Example.net", "uri:sip:b.test"), station, version);
                var unknown = TestTls.connect(station.address(), trust, version)) {
            assertServed(known);
            var flow = next(station.flows);
            assertThat(flow.identities()).containsExactlyInAnyOrder("example.net", "b.test");
            assertThat(flow.listener().map(Object::toString)).contains("tls:127.0.0.1:0");
            assertServed(unknown);
            assertThat(next(station.flows).identities()).isEmpty();
        }
    }

    @Test
    @Tag("5922-7.4-01")
    void clientWithoutCertificateIsServedWithoutIdentity() {
        try (var station = asking(ClientCertificates.OPTIONAL)) {
            assertServed(TestTls.connect(station.address(), trust));
            assertThat(next(station.flows).identities()).isEmpty();
        }
    }

    @Test
    void clientCertificateIsNotRequestedByDefault() throws IOException {
        try (var station = asking(ClientCertificates.NONE);
                var peer = connectAs(neighbour("dns:example.net"), station)) {
            assertServed(peer);
            assertThat(next(station.flows).identities()).isEmpty();
        }
    }

    @Test
    void clientWithRequiredCertificateIsServed() throws IOException {
        try (var station = asking(ClientCertificates.REQUIRED);
                var peer = connectAs(neighbour("dns:example.net"), station)) {
            assertServed(peer);
            assertThat(next(station.flows).identities()).containsExactly("example.net");
        }
    }

    @Test
    void clientWithoutRequiredCertificateIsRefusedWithAReason() {
        try (var station = asking(ClientCertificates.REQUIRED)) {
            assertRefused(
                    station,
                    () -> TestTls.connect(station.address(), trust),
                    "it has shown no certificate, which this listener requires");
        }
    }

    @Test
    @Tag("5922-7.1-01")
    void untrustedClientCertificateIsRefusedWithAReason() {
        var stranger = new TestAuthority("stranger").issue(folder, "stranger", Holder.of("x", "dns:example.net"));
        try (var station = asking(ClientCertificates.OPTIONAL)) {
            assertRefused(
                    station, () -> connectAs(stranger, station), "its certificate was issued by nobody whom we trust");
        }
    }

    @Test
    @Tag("5922-7.1-01")
    void expiredClientCertificateIsRefusedWithAReason() {
        Instant now = Instant.now();
        var old = Holder.of("x", "dns:example.net")
                .fromThen(now.minus(Duration.ofDays(9)))
                .until(now.minus(Duration.ofHours(1)));
        var expired = authority.issue(folder, "old", old);
        try (var station = asking(ClientCertificates.OPTIONAL)) {
            assertRefused(station, () -> connectAs(expired, station), "its certificate has expired");
        }
    }

    private interface Connecting {
        SSLSocket connect() throws IOException;
    }

    /** In TLS 1.3 the client learns it when it reads, in TLS 1.2 within the handshake; no request of it is ever seen. */
    private void assertRefused(Station station, Connecting client, String why) {
        try (var socket = client.connect()) {
            socket.getOutputStream()
                    .write(message("TLS x;branch=z9hG4bKno", "lamp").getBytes("US-ASCII"));
            assertThat(socket.getInputStream().read()).isNegative();
        } catch (IOException | AssertionError refused) {
            assertThat(refused).hasMessageNotContaining("timed out");
        }
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(said.list)
                        .extracting(ILoggingEvent::getFormattedMessage)
                        .anyMatch(line -> line.startsWith("no TLS with a peer that has connected: flow=tls:127.0.0.1:")
                                && line.contains(": " + why)));
        assertThat(station.requests).isEmpty();
    }
}
