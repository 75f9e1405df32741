package io.aldis.app.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.store.sql.PostgresStore;
import io.aldis.store.sql.SqliteStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Export from SQLite, import into PostgreSQL, and back. */
@Timeout(120)
class PostgresArchiveTest {
    @TempDir
    Path directory;

    @Test
    void archiveIsTheSameFromSqliteAndPostgresql() throws Exception {
        try (var server = EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofMinutes(1))
                        .start();
                var sqlite = SqliteStore.open(directory.resolve("first"));
                var postgres =
                        PostgresStore.open("postgresql://localhost:" + server.getPort() + "/postgres", "postgres", "");
                var back = SqliteStore.open(directory.resolve("second"))) {
            ArchiveSamples.fill(sqlite);
            String archive = ArchiveSamples.exported(sqlite);
            for (int i = 0; i < 2; i++) ArchiveSamples.imported(postgres, archive);
            assertThat(ArchiveSamples.exported(postgres)).isEqualTo(archive);
            for (int i = 0; i < 2; i++) ArchiveSamples.imported(back, ArchiveSamples.exported(postgres));
            assertThat(ArchiveSamples.exported(back)).isEqualTo(archive);
        }
    }
}
