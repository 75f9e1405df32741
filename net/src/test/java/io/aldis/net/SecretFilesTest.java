package io.aldis.net;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

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
        var log = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(SecretFiles.class);
        log.start();
        logger.addAppender(log);
        try {
            SecretFiles.check(file);
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list).hasSize(open ? 1 : 0).allSatisfy(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getFormattedMessage())
                    .startsWith("file=" + file + ": ")
                    .endsWith("chmod o= " + file);
        });
    }
}
