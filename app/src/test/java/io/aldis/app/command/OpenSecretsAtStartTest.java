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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server warns at its start about key and password files that every user may read, and starts. */
@Timeout(180)
class OpenSecretsAtStartTest {
    @TempDir
    private Path data;

    private final TestAuthority authority = new TestAuthority("authority");

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r--r--"})
    void worldReadableKeyAndPasswordFilesAreWarnedOf(String permissions) throws Exception {
        var holder = Holder.of("sip", "dns:example.com").until(Instant.now().plus(Duration.ofDays(99)));
        TlsSettings.Own own = authority.issue(data, "own", holder);
        Path password = Files.writeString(data.resolve("password"), "secret");
        for (Path each : List.of(own.key(), password))
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString(permissions));
        try (var server = new ServeProcess(
                data,
                Map.of("ALDIS_STORE_PASSWORD_FILE", password.toString()),
                "--domain",
                "example.com",
                "--listen",
                "tls:127.0.0.1:0",
                "--tls-cert",
                own.certificate().toString(),
                "--tls-key",
                own.key().toString())) {
            List<String> warnings = server.lines().stream()
                    .filter(line -> line.contains(" WARN "))
                    .toList();
            if (permissions.equals("rw-------")) {
                assertThat(warnings).isEmpty();
                return;
            }
            assertThat(warnings).hasSize(2).allMatch(line -> line.contains("EVERY USER of this machine"));
            assertThat(warnings).anyMatch(line -> line.contains("file=" + own.key() + ": "));
            assertThat(warnings).anyMatch(line -> line.contains("file=" + password + ": "));
        }
    }
}
