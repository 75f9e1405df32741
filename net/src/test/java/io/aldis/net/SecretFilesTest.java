package io.aldis.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretFilesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"rw-------,false", "rw-r-----,false", "rw-r--r--,true", "rw----r--,true", "rw-----w-,true"})
    void aFileThatOthersMayReadIsOpen(String permissions, boolean open) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        assertThat(SecretFiles.isOpen(file)).isEqualTo(open);
        assertThat(SecretFiles.isOpen(folder.resolve("nowhere"))).isFalse();
    }
}
