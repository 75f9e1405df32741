package io.aldis.net.endpoint;

import static io.aldis.net.endpoint.Station.next;
import static io.aldis.net.endpoint.Texts.answer;
import static io.aldis.net.endpoint.Texts.message;
import static io.aldis.net.endpoint.Texts.startLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.Flow;
import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TestTls;
import io.aldis.net.TlsSettings;
import io.aldis.sip.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outgoing TLS connections and the identity of the server (RFC 5922). */
class OutgoingTlsTest {
    @TempDir
    private Path folder;

    private final TestAuthority authority = new TestAuthority("authority");
    private Station station;

    @BeforeEach
    void open() {
        TlsSettings.Own own = authority.issue(folder, "own", Holder.of("own", "dns:example.org"));
        station = Station.with(Station.settings("tls:127.0.0.1:0")
                .with(EndpointSettings::tls)
                .of(Optional.of(new TlsSettings(Optional.of(own), Optional.of(authority.file(folder))))));
    }

    @AfterEach
    void close() {
        station.close();
    }

    private SSLServerSocket peer(TestAuthority issuer, Holder holder) {
        return TestTls.listen(issuer.issue(folder, "peer", holder));
    }

    private Flow flow(ServerSocket peer, String domain) {
        var address = new InetSocketAddress("127.0.0.1", peer.getLocalPort());
        return station.onLoop(
                () -> station.endpoint.flow(Transport.TLS, address, domain).orElseThrow());
    }

    /** The peer hears no octet of SIP, and we say why. */
    private void assertRefused(ServerSocket peer, String domain, String why) throws IOException {
        peer.setSoTimeout(20_000);
        Asked asked = station.ask(flow(peer, domain), "z9hG4bKno");
        hearsNothing(peer);
        assertThat(asked.outcome())
                .isEqualTo("UNSENT: no connection to tls:127.0.0.1:" + peer.getLocalPort() + " for " + domain + ": "
                        + why);
    }

    /** The connection ends, in whatever way, and nothing has come over it. */
    private static void hearsNothing(ServerSocket peer) throws IOException {
        try (var accepted = peer.accept()) {
            accepted.setSoTimeout(20_000);
            assertThat(accepted.getInputStream().read()).isNegative();
        } catch (SSLException | SocketException broken) {
            assertThat(broken).hasMessageNotContaining("timed out");
        }
    }

    @Test
    @Tag("5922-7.8-01")
    @Tag("5923-8.1-01")
    void requestReachesTheCertifiedServerAndReusesTheConnection() throws IOException {
        try (var peer = peer(authority, Holder.of("x", "uri:sip:example.com"))) {
            Asked one = station.ask(flow(peer, "Example.com"), "z9hG4bKone");
            try (var heard = TcpPeer.acceptedBy(peer)) {
                String request = heard.message();
                assertThat(request).startsWith("MESSAGE ").contains("Via: SIP/2.0/TLS 127.0.0.1:");
                heard.send(answer(request, 200));
                assertThat(one.outcome()).isEqualTo("200");
                Asked two = station.ask(flow(peer, "example.com"), "z9hG4bKtwo");
                heard.send(answer(heard.message(), 202));
                assertThat(two.outcome()).isEqualTo("202");
                var session = (ExtendedSSLSession) ((SSLSocket) heard.socket).getSession();
                assertThat(session.getRequestedServerNames().toString()).contains("example.com");
            }
        }
    }

    @Test
    @Tag("5922-7.3-01")
    @Tag("3261-26.3.1-01")
    void certificateForAnotherDomainIsRefused() throws IOException {
        try (var peer = peer(authority, Holder.of("example.com", "dns:sip.example.com", "dns:*.com"))) {
            assertRefused(
                    peer, "example.com", "its certificate is for [sip.example.com, *.com] and not for example.com");
        }
    }

    @Test
    @Tag("5922-7.1-01")
    @Tag("3261-26.3.1-01")
    void expiredCertificateIsRefused() throws IOException {
        Instant now = Instant.now();
        Holder old = Holder.of("x", "dns:example.com")
                .fromThen(now.minus(Duration.ofDays(9)))
                .until(now.minus(Duration.ofHours(1)));
        try (var peer = peer(authority, old)) {
            assertRefused(peer, "example.com", "its certificate has expired");
        }
    }

    @Test
    @Tag("5922-7.1-01")
    @Tag("3261-26.3.1-01")
    void certificateOfAnUnknownIssuerIsRefused() throws IOException {
        try (var peer = peer(new TestAuthority("stranger"), Holder.of("x", "dns:example.com"))) {
            assertRefused(peer, "example.com", "its certificate was issued by nobody whom we trust");
        }
    }

    @Test
    @Tag("5922-7.1-01")
    void certificateForClientsOnlyIsRefused() throws IOException {
        try (var peer = peer(authority, Holder.of("x", "dns:example.com").forClientsOnly())) {
            peer.setSoTimeout(20_000);
            Asked asked = station.ask(flow(peer, "example.com"), "z9hG4bKno");
            hearsNothing(peer);
            assertThat(asked.outcome())
                    .contains("Extended key usage does not permit use for TLS server authentication");
        }
    }

    @Test
    void stalledTlsHandshakeFailsAfterTheConnectTimeout() throws IOException {
        try (var silent = new ServerSocket(0)) {
            Asked asked = station.ask(flow(silent, "example.com"), "z9hG4bKno");
            assertThat(asked.outcome()).contains("the TLS handshake was not done within 5 s");
        }
    }

    @Test
    @Tag("5923-9.3-01")
    void anotherDomainAtTheSameAddressGetsAConnectionOfItsOwn() throws IOException {
        try (var peer = peer(authority, Holder.of("x", "dns:a.test", "dns:b.test"))) {
            station.ask(flow(peer, "a.test"), "z9hG4bKone");
            try (var one = TcpPeer.acceptedBy(peer)) {
                assertThat(startLine(one.message())).startsWith("MESSAGE");
                station.ask(flow(peer, "b.test"), "z9hG4bKtwo");
                try (var two = TcpPeer.acceptedBy(peer)) {
                    assertThat(startLine(two.message())).startsWith("MESSAGE");
                }
            }
        }
    }

    @Test
    @Tag("3263-5-01")
    void responseWithoutItsConnectionGoesBackOverTls() {
        station.still = true;
        try (var peer = peer(authority, Holder.of("x", "dns:127.0.0.1"))) {
            var asking = TcpPeer.over(TestTls.connect(station.address(), folder.resolve("CN=authority.pem")));
            asking.send(message("TLS 127.0.0.1:" + peer.getLocalPort() + ";branch=z9hG4bKgone", "lamp"));
            var transaction = next(station.requests);
            asking.hangUp();
            next(station.gone);
            station.endpoint.execute(() -> Station.ok(transaction));
            try (var back = TcpPeer.acceptedBy(peer)) {
                assertThat(startLine(back.message())).isEqualTo("SIP/2.0 200 OK");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
