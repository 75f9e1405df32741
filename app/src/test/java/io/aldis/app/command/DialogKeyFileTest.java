package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialogKeyFileTest {
    @TempDir
    Path data;

    @Test
    void keyStaysTheSame() {
        assertThat(DialogKeyFile.in(data).hex())
                .isEqualTo(DialogKeyFile.in(data).hex());
    }

    @Test
    void missingDataDirectoryIsCreatedForItsOwnerOnly() throws IOException {
        Path fresh = data.resolve("not/there");
        assertThat(DialogKeyFile.in(fresh).hex())
                .isEqualTo(DialogKeyFile.in(fresh).hex());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
                .isEqualTo("rwx------");
    }

    @Test
    void keyFileIsReadableByItsOwnerOnly() throws IOException {
        DialogKeyFile.in(data);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(DialogKeyFile.NAME))))
                .isEqualTo("rw-------");
    }

    /** With PostgreSQL nobody else makes it. */
    @Test
    void nestedDataDirectoryIsCreatedForItsOwnerOnly() throws IOException {
        Path fresh = data.resolve("a").resolve("b");
        DialogKeyFile.in(fresh);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
                .isEqualTo("rwx------");
    }

    @Test
    void directoryHoldsTheKeyFileOnly() throws IOException {
        DialogKeyFile.in(data);
        try (var files = Files.list(data)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly(DialogKeyFile.NAME);
        }
    }

    @Test
    void invalidKeyFileIsReported() throws IOException {
        Files.writeString(data.resolve(DialogKeyFile.NAME), "not a key");
        assertThatThrownBy(() -> DialogKeyFile.in(data))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining(DialogKeyFile.NAME);
    }
}
