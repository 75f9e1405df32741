package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TestTls;
import io.aldis.net.TlsSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --listen tls:…}, {@code --tls-cert}, {@code --tls-key}. */
class ServeTlsTest {
    private static final String OPTIONS = """
            OPTIONS sip:example.com SIP/2.0
            Via: SIP/2.0/TLS 127.0.0.1:9;branch=z9hG4bKtls
            From: <sip:alice@example.com>;tag=a
            To: <sip:example.com>
            Call-ID: tls
            CSeq: 1 OPTIONS
            Max-Forwards: 70
            Content-Length: 0

            """.replace("\n", "\r\n");

    @TempDir
    private Path data;

    private final TestAuthority authority = new TestAuthority("authority");

    private String[] serve(String... more) {
        var arguments = new java.util.ArrayList<>(
                java.util.List.of("serve", "--domain", "example.com", "--listen", "tls:127.0.0.1:0"));
        arguments.addAll(java.util.List.of(more));
        return arguments.toArray(String[]::new);
    }

    @Test
    void serverAnswersOverTls() throws IOException {
        TlsSettings.Own own = authority.issue(data, "own", Holder.of("x", "dns:example.com"));
        String[] arguments = serve(
                "--tls-cert",
                own.certificate().toString(),
                "--tls-key",
                own.key().toString());
        try (Job serve = Shell.in(data).start(arguments)) {
            String ready = serve.await("ready");
            assertThat(ready).matches("aldis ready: tls:127\\.0\\.0\\.1:[1-9]\\d* domains example\\.com");
            int port = Integer.parseInt(ready.replaceAll(".*tls:127.0.0.1:(\\d+).*", "$1"));
            try (var phone = TestTls.connect(new InetSocketAddress("127.0.0.1", port), authority.file(data))) {
                phone.getOutputStream().write(OPTIONS.getBytes(StandardCharsets.US_ASCII));
                byte[] answer = phone.getInputStream().readNBytes(14);
                assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("SIP/2.0 200 OK");
            }
        }
    }

    private void assertEnds(int code, String words, String... flags) {
        var ended = Shell.in(data).run(serve(flags));
        assertThat(ended.code()).isEqualTo(code);
        assertThat(ended.err()).startsWith("aldis: " + words).hasLineCount(1);
    }

    @Test
    void missingTlsFilesAreReportedInOneLine() {
        assertEnds(2, "tls.key: expected the key of tls.cert beside it but there is none", "--tls-cert", "x.pem");
        assertEnds(
                2, "tls.cert: expected the certificate of tls.key beside it but there is none", "--tls-key", "x.key");
        assertEnds(1, "Cannot use TLS: x.pem: no such file", "--tls-cert", "x.pem", "--tls-key", "x.key");
    }
}
