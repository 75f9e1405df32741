package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.ClientCertificates;
import io.aldis.net.Listen;
import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TlsSettings;
import io.aldis.server.RateLimits;
import io.aldis.server.ServerSettings;
import io.aldis.server.TrustedNeighbours;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trust by client certificate or by listener. */
class NeighbourTest {
    private static final String BOSS = "P-Asserted-Identity: <sip:boss@example.net>\n";

    @TempDir
    private Path folder;

    private final TestAuthority authority = new TestAuthority("authority");
    private int sent;

    private TestServer aldis() {
        return aldis(TestServer.PATIENT);
    }

    private TestServer aldis(RateLimits rateLimits) {
        var own = authority.issue(folder, "own", Holder.of("own", "dns:example.com"));
        var tls = new TlsSettings(Optional.of(own), Optional.of(authority.file(folder)))
                .with(TlsSettings::clients)
                .of(listener -> ClientCertificates.OPTIONAL);
        ServerSettings settings = TestServer.SETTINGS
                .with(ServerSettings::trust)
                .of(TrustedNeighbours.NOBODY.of(List.of("Example.net")))
                .with(ServerSettings::rateLimits)
                .of(rateLimits);
        return TestServer.secure(new Names(), settings, tls);
    }

    private Phone server(TestServer aldis, String... names) {
        var own = authority.issue(folder, "neighbour", Holder.of("x", names));
        return Wires.tlsAs(own, aldis.server, folder.resolve("CN=authority.pem"));
    }

    /** In the name of a user of ours, by whose phone it was not sent. */
    private String message(String more) {
        return Say.message("sip:bob@example.com")
                .replace("alice@example.net", "alice@example.com")
                .replace("M1", "M" + ++sent)
                .replace("Max-Forwards", more + "Max-Forwards");
    }

    private static Phone bob(TestServer aldis) {
        Phone bob = Wires.udp(aldis.server, "127.0.0.1");
        String register = Say.register("<sip:bob@{me}>");
        Heard challenge = bob.send(register).hear("SIP/2.0 401");
        String proof = Proof.BOB.line(challenge, "REGISTER", "sip:example.com");
        bob.send(register.replace("Max-Forwards", proof + "Max-Forwards")).hear("SIP/2.0 200");
        return bob;
    }

    @Test
    void certifiedNeighbourIsTrustedOnItsConnection() {
        try (TestServer aldis = aldis();
                Phone bob = bob(aldis);
                Phone neighbour = server(aldis, "uri:sip:example.net")) {
            neighbour.send(message(BOSS));
            Heard message = bob.hear("MESSAGE ");
            assertThat(message.header("P-Asserted-Identity")).isEqualTo("<sip:boss@example.net>");
            bob.answer(message, "200 OK");
            neighbour.hear("SIP/2.0 200");
        }
    }

    @Test
    @Tag("5922-7.4-01")
    void peerWithoutCertificateIsNotTrusted() {
        try (TestServer aldis = aldis();
                Phone neighbour = server(aldis, "uri:sip:example.net");
                Phone other = Wires.tls(aldis.server, folder.resolve("CN=authority.pem"))) {
            neighbour.send(message("")).hear("SIP/2.0 480");
            other.send(message("")).hear("SIP/2.0 407");
        }
    }

    /** From the same address as one without a certificate. */
    @Test
    void certifiedNeighbourHasItsOwnRateLimit() {
        var rates = new RateLimits(1000, 1, 1, 1, 3, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofSeconds(5));
        try (TestServer aldis = aldis(rates);
                Phone neighbour = server(aldis, "uri:sip:example.net");
                Phone other = Wires.tls(aldis.server, folder.resolve("CN=authority.pem"))) {
            for (int i = 0; i < 3; i++) neighbour.send(message("")).hear("SIP/2.0 480");
            neighbour.send(message("")).hear("SIP/2.0 503");
            other.send(message("")).hear("SIP/2.0 407");
            other.send(message("")).hear("SIP/2.0 503");
        }
    }

    @Test
    void peerWithACertificateForAnotherDomainIsNotTrusted() {
        try (TestServer aldis = aldis();
                Phone stranger = server(aldis, "uri:sip:example.org", "dns:example.net")) {
            stranger.send(message("")).hear("SIP/2.0 407");
        }
    }

    private static ServerSettings trusting(String listener) {
        return TestServer.SETTINGS
                .with(ServerSettings::trust)
                .of(TrustedNeighbours.NOBODY.at(List.of(Listen.parse(listener))));
    }

    @Test
    void requestOverATrustedListenerNeedsNoCredentials() {
        try (TestServer aldis = TestServer.open(trusting("tcp:127.0.0.1:0"));
                Phone inside = Wires.tcp(aldis.server);
                Phone outside = Wires.udp(aldis.server, "127.0.0.1")) {
            inside.send(message("")).hear("SIP/2.0 480");
            outside.send(message("")).hear("SIP/2.0 407");
        }
    }

    /** That our socket is there does not say who hears what goes out by it. */
    @Test
    @Tag("3325-7-01")
    void privateIdentityIsNotSentOutByATrustedListener() {
        try (TestServer aldis = TestServer.open(trusting("udp:127.0.0.1:0"));
                Phone bob = aldis.phone("bob");
                Phone inside = Wires.udp(aldis.server, "127.0.0.1")) {
            inside.send(message(BOSS + "Privacy: id\n"));
            Heard message = bob.hear("MESSAGE ");
            assertThat(message.text()).doesNotContain("boss");
            bob.answer(message, "200 OK");
            inside.hear("SIP/2.0 200");
        }
    }
}
