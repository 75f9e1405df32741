package io.aldis.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.net.ClientCertificates;
import io.aldis.net.Listen;
import io.aldis.net.TlsSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code tls.*}. */
class TlsKeysTest {
    private static final Configuration USUAL = Configuration.defaults(Path.of("/var/lib/aldis"));

    private static Configuration read(String... keysAndValues) {
        var sources = new Sources().flag("domains", "domains", List.of("example.org"));
        for (String each : keysAndValues) {
            String[] pair = each.split(": ", 2);
            sources.flag(pair[0], pair[0], Arrays.asList(pair[1].split(", ")));
        }
        return sources.over(USUAL);
    }

    private static TlsSettings.Own own(String certificate, String key) {
        return new TlsSettings.Own(Path.of(certificate), Path.of(key));
    }

    @Test
    void tlsNameHasACertificateAndAKey() {
        var tls = read(
                        "listen: tls:[::1]:5061",
                        "tls.cert: /c.pem",
                        "tls.key: /k.pem",
                        "tls.names: Example.org=/a.pem /a.key, *.example.org=  /b.pem  /b.key")
                .endpoint()
                .tls()
                .orElseThrow();
        assertThat(tls.own()).contains(own("/c.pem", "/k.pem"));
        assertThat(tls.named())
                .isEqualTo(Map.of(
                        "example.org", own("/a.pem", "/a.key"),
                        "*.example.org", own("/b.pem", "/b.key")));
        assertThat(tls.domains()).isEqualTo(List.of("example.org"));
    }

    @Test
    void malformedTlsNameIsReported() {
        for (String wrong : List.of("example.org=/a.pem", "=/a.pem /a.key", "/a.pem /a.key", "*=/a.pem /a.key"))
            assertThatThrownBy(() -> read("tls.names: " + wrong))
                    .hasMessage(
                            "tls.names: expected NAME=CERT KEY such as example.com=/etc/cert.pem /etc/key.pem but was \""
                                    + wrong + '"');
        assertThatThrownBy(() -> read("tls.names: example.org=/a.pem /a.key"))
                .hasMessage(
                        "tls.names: expected tls.cert beside it, for clients that ask for another name, but there is none");
    }

    private static ClientCertificates asked(Configuration configuration, String listener) {
        return configuration.endpoint().tls().orElseThrow().clients().apply(Listen.parse(listener));
    }

    @Test
    void clientCertificatesAreRequestedAsConfigured() {
        String listen = "listen: tls:0.0.0.0:5061, tls:10.0.0.1:5071, wss:0.0.0.0:443";
        var nobody = read(listen);
        assertThat(asked(nobody, "tls:0.0.0.0:5061")).isEqualTo(ClientCertificates.NONE);
        var neighbours = read(listen, "tls.neighbours: example.net");
        assertThat(asked(neighbours, "tls:0.0.0.0:5061")).isEqualTo(ClientCertificates.OPTIONAL);
        assertThat(asked(neighbours, "wss:0.0.0.0:443")).isEqualTo(ClientCertificates.NONE);
        var some =
                read(listen, "tls.client-certificates: tls:10.0.0.1:5071=required, optional, wss:0.0.0.0:443=optional");
        assertThat(asked(some, "tls:0.0.0.0:5061")).isEqualTo(ClientCertificates.OPTIONAL);
        assertThat(asked(some, "tls:10.0.0.1:5071")).isEqualTo(ClientCertificates.REQUIRED);
        assertThat(asked(some, "wss:0.0.0.0:443")).isEqualTo(ClientCertificates.OPTIONAL);
    }

    @Test
    void malformedClientCertificateSettingIsReported() {
        assertThatThrownBy(() -> read("tls.client-certificates: perhaps"))
                .hasMessage(
                        "tls.client-certificates: expected none, optional or required, or that for one listener such as tls:192.0.2.10:5061=required but was \"perhaps\"");
        assertThatThrownBy(() -> read("tls.client-certificates: tls:192.0.2.10:5061=required"))
                .hasMessage(
                        "tls.client-certificates: expected a tls or wss listener of listen but was tls:192.0.2.10:5061");
        for (String asking : List.of("listen: udp:127.0.0.1:5060", "tls.client-certificates: none"))
            assertThatThrownBy(() -> read("tls.neighbours: example.net", asking))
                    .hasMessage(
                            "tls.neighbours: expected a tls listener that asks for certificates (tls.client-certificates) but there is none");
    }

    @Test
    void trustAppliesToNetworksAndListeners() {
        var trust = read("listen: udp:10.0.0.1:5060, tls:10.0.0.1:5061", "trust: 192.0.2.0/24, udp:10.0.0.1:5060")
                .server()
                .trust();
        assertThat(trust.listeners())
                .containsExactlyInAnyOrder(Listen.parse("udp:10.0.0.1:5060"), Listen.parse("tcp:10.0.0.1:5060"));
        assertThat(trust.networks().test(InetAddress.ofLiteral("192.0.2.9"))).isTrue();
        var apart = read("listen: udp:10.0.0.1:5060, tcp:10.0.0.1:5060", "trust: udp:10.0.0.1:5060");
        assertThat(apart.server().trust().listeners()).containsExactly(Listen.parse("udp:10.0.0.1:5060"));
    }

    @Test
    void trustedListenerMustExistAndNotBeForBrowsers() {
        assertThatThrownBy(() -> read("trust: tcp:10.0.0.1:5060"))
                .hasMessage("trust: expected a network, or a listener of listen, but was tcp:10.0.0.1:5060");
        assertThatThrownBy(() -> read("listen: ws:10.0.0.1:80", "trust: ws:10.0.0.1:80"))
                .hasMessageContaining("(not ws or wss) but was \"ws:10.0.0.1:80\"");
    }
}
