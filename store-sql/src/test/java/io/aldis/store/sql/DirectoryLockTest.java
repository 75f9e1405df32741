package io.aldis.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.server.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One server per data directory; a lock ends with its process. */
@Timeout(60)
class DirectoryLockTest {
    @TempDir
    Path directory;

    /** The process that is killed: it says when it has the lock. */
    static final class Holder {
        public static void main(String[] arguments) throws InterruptedException {
            try (var _ = DirectoryLock.take(Path.of(arguments[0]))) {
                System.out.println("held");
                Thread.currentThread().join();
            }
        }
    }

    private Process holder() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(holder.inputReader().readLine()).isEqualTo("held");
        return holder;
    }

    @Test
    void runningServerIsNamedAndItsLockEndsWithKillNine() throws Exception {
        Process holder = holder();
        try {
            assertThatThrownBy(() -> DirectoryLock.take(directory))
                    .isInstanceOf(StoreException.class)
                    .hasMessage(
                            directory + " is used by a running server (process " + holder.pid()
                                    + "); expected a data directory for each server, or PostgreSQL (--store), which several may share");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        DirectoryLock.take(directory).close();
    }

    @Test
    void failedLockLeavesTheDirectoryUnlocked() throws Exception {
        Path inTheWay = Files.createDirectory(directory.resolve(DirectoryLock.NAME));
        assertThatThrownBy(() -> DirectoryLock.take(directory))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be locked");
        Files.delete(inTheWay);
        DirectoryLock.take(directory).close();
    }

    @Test
    void secondLockInOneProcessIsRefusedAndKeepsTheFirst() throws Exception {
        try (var _ = DirectoryLock.take(directory)) {
            assertThatThrownBy(() -> DirectoryLock.take(directory.resolve("../" + directory.getFileName())))
                    .hasMessageContaining("(process " + ProcessHandle.current().pid() + ")");
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Holder.class.getName(),
                            directory.toString())
                    .redirectErrorStream(true)
                    .start();
            assertThat(other.inputReader().readLine()).contains("is used by a running server");
            assertThat(other.waitFor()).isEqualTo(1);
        }
        DirectoryLock.take(directory).close();
    }

    @Test
    void commandsMayOpenALockedDirectory() {
        try (var _ = DirectoryLock.take(directory);
                var store = SqliteStore.open(directory);
                var beside = SqliteStore.open(directory)) {
            assertThat(store.accounts().list(java.util.List.of())).isEmpty();
            assertThat(beside.accounts().list(java.util.List.of())).isEmpty();
        }
    }
}
