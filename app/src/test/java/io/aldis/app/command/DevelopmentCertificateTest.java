package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.net.TestTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void serverWithoutCertificateMakesASelfSignedOneWithAWarning() throws Exception {
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
    void certificateIsReusedUnlessItLacksAName() throws IOException {
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

    /** A kill in the middle of a renewal may leave each of these. */
    @ParameterizedTest
    @ValueSource(strings = {"neither", "key.pem", "cert.pem"})
    void certificateLeftIncompleteByAKillIsReplaced(String left) throws Exception {
        keyAfter(serve());
        byte[] first = Files.readAllBytes(certificate);
        for (Path each : List.of(certificate, key)) if (!each.endsWith(left)) Files.delete(each);
        Path fragment = Files.createDirectories(data.resolve("tls-development815"));
        Files.writeString(fragment.resolve("keytool.p12"), "half");
        Files.setLastModifiedTime(fragment, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        try (Job serve = serve()) {
            String ready = serve.await("ready");
            int port = Integer.parseInt(ready.replaceAll(".*tls:127.0.0.1:(\\d+).*", "$1"));
            try (var phone = TestTls.connect(new InetSocketAddress("127.0.0.1", port), certificate)) {
                assertThat(phone.getSession().isValid()).isTrue();
            }
        }
        assertThat(Files.readAllBytes(certificate)).isNotEqualTo(first);
        try (var folders = Files.list(data)) {
            assertThat(folders.map(each -> each.getFileName().toString()).filter(name -> name.startsWith("tls-")))
                    .containsExactly("tls-development");
        }
    }

    @Test
    void keyOfAnotherCertificateIsNotServed() throws Exception {
        String first = keyAfter(serve());
        String second = keyAfter(serve("--domain", "example.org"));
        Files.writeString(key, first);
        assertThat(keyAfter(serve())).isNotEqualTo(first).isNotEqualTo(second);
    }

    @Test
    void keytoolTimesOut() throws Exception {
        Path tool = Files.writeString(folder.resolve("keytool"), "#!/bin/sh\nexec sleep 600\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        assertThatThrownBy(() -> new Keytool(tool, Duration.ofMillis(300)).issue(folder, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not end within");
    }

    @Test
    void unreadableCertificateIsReplaced() throws Exception {
        Files.createDirectories(certificate.getParent());
        Files.writeString(certificate, "nothing");
        try (Job serve = serve()) {
            serve.await("ready");
        }
        assertThat(shown().getIssuerX500Principal().getName()).isEqualTo("CN=Aldis development certificate");
    }
}
