package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aldis.net.NetSettings;
import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TestTls;
import io.aldis.net.TlsSettings;
import io.aldis.sip.Transport;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Incoming TLS connections. */
class TlsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final TestAuthority authority = new TestAuthority("authority");
    private Path trust;
    private TlsSettings.Own own;

    @BeforeEach
    void issue() {
        trust = authority.file(folder);
        own = authority.issue(folder, "own", Holder.of("first", "dns:example.org"));
    }

    private Station station(Duration within) {
        var net = NetSettings.DEFAULT.with(NetSettings::connect).of(within);
        return Station.with(Station.settings("tls:127.0.0.1:0")
                .with(EndpointSettings::net)
                .of(net)
                .with(EndpointSettings::tls)
                .of(Optional.of(new TlsSettings(Optional.of(own), Optional.empty()))));
    }

    private SSLSocket connect(Station station, String... versions) {
        return TestTls.connect(station.address(), trust, versions);
    }

    private static void assertServed(TcpPeer peer, String branch) {
        peer.send(message("TLS x;branch=" + branch, "lamp"));
        assertThat(startLine(peer.message())).isEqualTo("SIP/2.0 200 OK");
    }

    private static String shown(SSLSocket socket) {
        try {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (SSLPeerUnverifiedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void requestIsAnsweredOnItsConnection(String version) {
        try (var station = station(LONG);
                var peer = TcpPeer.over(connect(station, version))) {
            assertServed(peer, "z9hG4bKone");
            assertServed(peer, "z9hG4bKtwo");
            var flow = next(station.flows);
            assertThat(flow.transport()).isEqualTo(Transport.TLS);
            assertThat(flow.sentBy()).isEqualTo(station.bound(0).sentBy());
            assertThat(next(station.flows)).isSameAs(flow);
        }
    }

    @Test
    void longMessageArrivesWhole() {
        String body = "lamp".repeat(20_000);
        try (var station = station(LONG);
                var peer = TcpPeer.over(connect(station))) {
            peer.send(message("TLS x;branch=z9hG4bKlong", body));
            assertThat(startLine(peer.message())).isEqualTo("SIP/2.0 200 OK");
            assertThat(next(station.requests).request().body()).hasSize(body.length());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type", "c"})
    @Tag("3261-18.3-04")
    void bodyWithoutContentLengthGets400AndClosesTheConnection(String name) {
        try (var station = station(LONG);
                var peer = TcpPeer.over(connect(station))) {
            peer.send(message("TLS x;branch=z9hG4bKone", "lamp")
                    .replaceFirst("Content-Length: \\d+\r\n", name + ": text/plain\r\n"));
            assertThat(startLine(peer.message())).startsWith("SIP/2.0 400 Content-Length");
            assertThat(peer.untilEnd()).isEmpty();
            assertThat(station.requests).isEmpty();
        }
    }

    /** RFC 8446 §4.2.1: without supported_versions the version of the hello is the highest; 3, 2 is TLS 1.1. */
    @ParameterizedTest
    @ValueSource(strings = {"0301", "0302"})
    @Tag("8996-4-01")
    void tlsOlderThan12IsRefused(String version) throws IOException {
        String hello = version + "00".repeat(32) + "00" + "0004" + "c009" + "c00a" + "0100";
        String record =
                "160301" + "%04x".formatted(hello.length() / 2 + 4) + "01" + "%06x".formatted(hello.length() / 2);
        try (var station = station(LONG);
                var socket = new Socket("127.0.0.1", station.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(HexFormat.of().parseHex(record + hello));
            byte[] alert = socket.getInputStream().readAllBytes();
            assertThat(alert).hasSize(7).startsWith(21).endsWith(2, 70); // fatal, protocol_version
        }
    }

    @Test
    void stalledHandshakeIsClosedAndDelaysNoOther() throws IOException {
        try (var station = station(Duration.ofMillis(600))) {
            var stalled = new ArrayList<Socket>();
            for (int i = 0; i < 200; i++) {
                stalled.add(new Socket("127.0.0.1", station.address().getPort()));
                if (i % 2 == 0)
                    stalled.getLast().getOutputStream().write(HexFormat.of().parseHex("1603010100010000fc"));
            }
            try (var peer = TcpPeer.over(connect(station))) {
                assertServed(peer, "z9hG4bKmeanwhile");
            }
            for (Socket each : stalled) {
                each.setSoTimeout(20_000);
                assertThat(each.getInputStream().readAllBytes().length).isLessThan(16);
                each.close();
            }
        }
    }

    @Test
    void plainTextOnATlsPortIsNotAnswered() throws IOException {
        try (var station = station(LONG);
                var socket = new Socket("127.0.0.1", station.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(Texts.octets(message("TLS x;branch=z9hG4bKplain", "lamp")));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("SIP/2.0");
            assertThat(station.requests).isEmpty();
        }
    }

    @Test
    void closeSendsTheTlsCloseAlert() {
        try (var station = station(LONG);
                var peer = TcpPeer.over(connect(station))) {
            assertServed(peer, "z9hG4bKone");
            station.endpoint.close();
            assertThat(peer.untilEnd()).isEmpty(); // a truncated stream would be an exception
        }
    }

    @Test
    void newCertificateIsUsedForNewConnections() throws IOException {
        try (var station = station(LONG);
                var old = connect(station)) {
            assertThat(shown(old)).isEqualTo("CN=first");
            authority.issue(folder, "own", Holder.of("second", "dns:example.org"));
            await().atMost(LONG).untilAsserted(() -> {
                try (var fresh = connect(station)) {
                    assertThat(shown(fresh)).isEqualTo("CN=second");
                }
            });
            assertServed(TcpPeer.over(old), "z9hG4bKstill");
        }
    }

    @Test
    void brokenCertificateFileKeepsTheOldCertificateInUse() throws IOException {
        try (var station = station(LONG)) {
            Files.writeString(own.certificate(), "-----BEGIN CERTIFICATE-----\nx\n");
            await().during(Duration.ofMillis(2500)).atMost(LONG).untilAsserted(() -> {
                try (var same = connect(station)) {
                    assertThat(shown(same)).isEqualTo("CN=first");
                }
            });
            authority.issue(folder, "own", Holder.of("mended", "dns:example.org"));
            await().atMost(LONG).untilAsserted(() -> {
                try (var fresh = connect(station)) {
                    assertThat(shown(fresh)).isEqualTo("CN=mended");
                }
            });
        }
    }

    @Test
    void invalidTlsFilesAreReported() throws IOException {
        TlsSettings.Own other = authority.issue(folder, "other", Holder.of("other"));
        Path old = Files.writeString(folder.resolve("old.key"), "-----BEGIN EC PRIVATE KEY-----\nAA==\n-----END");
        Path empty = Files.writeString(folder.resolve("empty"), "");
        Path away = folder.resolve("away");
        assertRefused(
                own.certificate(),
                other.key(),
                other.key() + ": expected the key of the certificate in " + own.certificate()
                        + " but it is another one");
        assertRefused(own.certificate(), old, old + ": expected -----BEGIN PRIVATE KEY-----");
        assertRefused(own.certificate(), empty, empty + ": expected a private key in PEM but there is none");
        assertRefused(empty, own.key(), empty + ": expected certificates in PEM but there is none");
        assertRefused(away, own.key(), away + ": no such file");
    }

    private static void assertRefused(Path certificate, Path key, String sentence) {
        var files = new TlsSettings.Own(certificate, key);
        assertThatThrownBy(() -> Station.with(Station.settings("tls:127.0.0.1:0")
                        .with(EndpointSettings::tls)
                        .of(Optional.of(new TlsSettings(Optional.of(files), Optional.empty())))))
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("Cannot use TLS: " + sentence);
    }

    @Test
    void tlsListenerWithoutCertificateIsRefused() {
        assertThatThrownBy(() -> Station.on("tls:127.0.0.1:0"))
                .isInstanceOf(BindException.class)
                .hasMessage(
                        "Cannot listen on tls:127.0.0.1:0: expected a certificate and its key (tls.cert, tls.key) but"
                                + " there is none");
    }
}
