package io.aldis.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.net.TlsSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code tls.*}. */
class TlsKeysTest {
    private static final Configuration USUAL = Configuration.usual(Path.of("/var/lib/aldis"));

    private static Configuration read(String... keysAndValues) {
        var sources = new Sources();
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
    void aNameHasACertificateAndAKey() {
        var tls = read(
                        "domains: example.org",
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
    void whatIsWrongWithANameIsSaid() {
        for (String wrong : List.of("example.org=/a.pem", "=/a.pem /a.key", "/a.pem /a.key", "*=/a.pem /a.key"))
            assertThatThrownBy(() -> read("tls.names: " + wrong))
                    .hasMessage(
                            "tls.names: expected NAME=CERT KEY such as example.com=/etc/cert.pem /etc/key.pem but was \""
                                    + wrong + '"');
        assertThatThrownBy(() -> read("tls.names: example.org=/a.pem /a.key"))
                .hasMessage(
                        "tls.names: expected tls.cert beside it, for those who ask for another name, but there is none");
    }
}
