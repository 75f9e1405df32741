package io.aldis.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {
    @TempDir
    Path directory;

    /** A reader of a database that is not in WAL mode keeps it from changing to that mode. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void connectionWhoseFirstStatementFailsIsClosed() throws IOException, SQLException {
        try (var file = SqliteFile.in(directory)) {
            try (var reader = file.connect()) {
                Sql.run(reader, "CREATE TABLE one (a)");
                Sql.run(reader, "BEGIN");
                assertThat(Sql.number(reader, "SELECT count(*) FROM one")).isZero();
                assertThatThrownBy(file::connectToWrite).isInstanceOf(SQLException.class);
            }
            assertThat(openFiles()).doesNotContain(file.path().toRealPath());
        }
    }

    private static Iterable<Path> openFiles() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(Files::exists).map(SqliteFileTest::target).toList();
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException closedMeanwhile) {
            return descriptor;
        }
    }
}
