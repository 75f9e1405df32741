package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.TestTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --listen tls:…} without {@code --tls-cert}. */
class DevelopmentCertificateTest {
    @TempDir
    private Path folder;

    private Path data;
    private Path certificate;
    private Path key;

    @BeforeEach
    void places() {
        data = folder.resolve("data");
        certificate = data.resolve("tls-development/cert.pem");
        key = data.resolve("tls-development/key.pem");
    }

    private Job serve(String... more) {
        String[] usual = {"serve", "--listen", "tls:127.0.0.1:0", "--domain", "example.com"};
        String[] all = new String[usual.length + more.length];
        System.arraycopy(usual, 0, all, 0, usual.length);
        System.arraycopy(more, 0, all, usual.length, more.length);
        return Shell.in(data).start(all);
    }

    private X509Certificate shown() throws IOException, GeneralSecurityException {
        try (var file = Files.newInputStream(certificate)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
        }
    }

    @Test
    void aServerWithoutACertificateMakesOneAndSaysThatNobodyTrustsIt() throws Exception {
        try (Job serve = serve("--domain", "example.org", "--advertise", "sip.example.net")) {
            assertThat(serve.await("WARNING"))
                    .contains("SELF-SIGNED (" + certificate + ")")
                    .contains("NOT TRUST");
            String ready = serve.await("ready");
            int port = Integer.parseInt(ready.replaceAll(".*tls:127.0.0.1:(\\d+).*", "$1"));
            try (var phone = TestTls.connect(new InetSocketAddress("127.0.0.1", port), certificate)) {
                assertThat(phone.getSession().isValid()).isTrue();
            }
        }
        assertThat(shown().getSubjectAlternativeNames().stream()
                        .map(name -> name.get(1).toString()))
                .containsExactly(
                        "example.com",
                        "sip:example.com",
                        "example.org",
                        "sip:example.org",
                        "sip.example.net",
                        "127.0.0.1",
                        "localhost");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(data.resolve("tls-development")).isDirectoryContaining("glob:**/{cert,key}.pem");
        try (var left = Files.list(data.resolve("tls-development"))) {
            assertThat(left).hasSize(2);
        }
    }

    @Test
    void theNextStartTakesTheSameOneUnlessItLacksAName() throws IOException {
        String first = keyAfter(serve());
        assertThat(keyAfter(serve())).isEqualTo(first);
        String second = keyAfter(serve("--domain", "example.org"));
        assertThat(second).isNotEqualTo(first);
        assertThat(keyAfter(serve())).as("more names than needed do no harm").isEqualTo(second);
    }

    private String keyAfter(Job server) throws IOException {
        try (server) {
            server.await("ready");
        }
        return Files.readString(key);
    }

    @Test
    void whatCannotBeReadIsMadeAnew() throws Exception {
        Files.createDirectories(certificate.getParent());
        Files.writeString(certificate, "nothing");
        try (Job serve = serve()) {
            serve.await("ready");
        }
        assertThat(shown().getIssuerX500Principal().getName()).isEqualTo("CN=Aldis development certificate");
    }
}
