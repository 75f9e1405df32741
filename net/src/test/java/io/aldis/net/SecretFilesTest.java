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

    /** The group may read it where it belongs to root, as PostgreSQL has it: a service whose user is in the group cannot change it. */
    @ParameterizedTest
    @CsvSource({
        "rw-------,0,''",
        "rw-------,1000,''",
        "rw-r-----,0,''",
        "rw-r-----,1000,GROUP",
        "r--r-----,1000,GROUP",
        "rw--w----,0,GROUP",
        "rw-rw----,0,GROUP",
        "rw-rw----,1000,GROUP",
        "rwx--x--x,1000,''",
        "rw-r--r--,0,EVERY USER",
        "rw-r--r--,1000,EVERY USER",
        "rw-----w-,0,EVERY USER"
    })
    void permissionsOfOtherUsersAreFound(String permissions, int owner, String who) {
        assertThat(SecretFiles.others(PosixFilePermissions.fromString(permissions), owner)
                        .orElse(""))
                .contains(who)
                .matches(found -> who.isEmpty() == found.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"rw-------,false", "rw-r--r--,true", "rw----r--,true", "rw-----w-,true", "rw-rw----,true"})
    void fileReadableByOthersIsWarnedOf(String permissions, boolean open) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
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
                    .endsWith("chmod go= " + file);
        });
        SecretFiles.check(folder.resolve("nowhere"));
    }
}
