package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TlsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server warns at its start about certificates that are expired, expiring or not yet valid, and starts. */
@Timeout(120)
class CertificateDatesAtStartTest {
    @TempDir
    private Path data;

    private final TestAuthority authority = new TestAuthority("authority");

    private ServeProcess serve(int fromDays, int untilDays) throws Exception {
        Instant now = Instant.now();
        var holder = Holder.of("sip", "dns:example.com")
                .fromThen(now.plus(Duration.ofDays(fromDays)))
                .until(now.plus(Duration.ofDays(untilDays)));
        TlsSettings.Own own = authority.issue(data, "own", holder);
        Files.setPosixFilePermissions(own.key(), PosixFilePermissions.fromString("rw-------"));
        return new ServeProcess(
                data,
                Map.of(),
                "--domain",
                "example.com",
                "--listen",
                "tls:127.0.0.1:0",
                "--tls-cert",
                own.certificate().toString(),
                "--tls-key",
                own.key().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "-30, -1, EXPIRED at ",
        "2, 90, 'is NOT YET VALID, before '",
        "-30, 13, 'expires at '",
        "-30, 0, EXPIRED at "
    })
    void expiredOrExpiringCertificateIsAWarning(int from, int until, String words) throws Exception {
        try (var server = serve(from, until)) {
            assertThat(server.lines())
                    .filteredOn(line -> line.contains(" WARN "))
                    .singleElement()
                    .asString()
                    .contains("TLS: a certificate that everybody is shown " + words)
                    .contains("CN=sip");
        }
    }

    @ParameterizedTest
    @CsvSource({"-30, 16"})
    void certificateThatIsValidForLongerGivesNoWarning(int from, int until) throws Exception {
        try (var server = serve(from, until)) {
            assertThat(server.lines()).noneMatch(line -> line.contains(" WARN "));
        }
    }
}
