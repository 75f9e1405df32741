package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Error messages about {@code --store}. */
class StoreOptionTest {
    @TempDir
    private Path data;

    private Shell.Ended list(String store) {
        return Shell.in(data).run("user", "list", "--store", store);
    }

    @Test
    void absentDatabaseServerIsNamed() {
        var ended = list("postgresql://aldis@localhost:1/aldis");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err())
                .startsWith("aldis: postgresql://localhost:1/aldis cannot be opened: there is no connection: ")
                .hasLineCount(1);
    }

    @Test
    void passwordInTheStoreOptionIsRefusedAndNotRepeated() {
        var ended = list("postgresql://aldis:rabbit-hole@localhost:1/aldis");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .startsWith(
                        "aldis: --store: expected sqlite or postgresql://user@host:port/database (the password comes from"
                                + " elsewhere) but was \"postgresql://aldis:***@localhost:1/aldis\"")
                .doesNotContain("rabbit-hole");
    }

    @Test
    void driverParametersThatLoadClassesAreRefused() {
        var ended = list("postgresql://aldis@localhost:1/aldis?socketFactory=org.example.Evil");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).startsWith("aldis: store: expected sslmode, ").doesNotContain("\tat ");
    }

    @Test
    void severalHostsInTheEnvironmentAreOneAddress() {
        var ended = Shell.in(data)
                .set("ALDIS_STORE", "postgresql://aldis@localhost:1,localhost:2/aldis")
                .run("user", "list");
        assertThat(ended.err()).startsWith("aldis: postgresql://localhost:1,localhost:2/aldis cannot be opened: ");
    }

    @Test
    void missingPasswordFileIsReported() {
        var ended = Shell.in(data)
                .set("ALDIS_STORE_PASSWORD_FILE", data.resolve("none").toString())
                .run("user", "list", "--store", "postgresql://aldis@localhost:1/aldis");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .startsWith("aldis: store-password-file: expected a file with the password but ")
                .contains("/none cannot be read: there is no such file or directory");
    }
}
