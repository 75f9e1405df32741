package io.aldis.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The id of a server in its data directory. */
class ServerIdTest {
    @TempDir
    Path directory;

    private static String of(Path directory) {
        try (var id = ServerId.in(directory)) {
            return id.text();
        }
    }

    @Test
    void idIsTheSameAtTheNextStart() {
        Path data = directory.resolve("data");
        assertThat(of(data)).hasSize(36).isEqualTo(of(data)).isNotEqualTo(of(directory.resolve("other")));
    }

    @Test
    void idOfASecondServerOnTheSameDirectoryIsRandom() {
        try (var first = ServerId.in(directory);
                var second = ServerId.in(directory)) {
            assertThat(second.text()).hasSize(36).isNotEqualTo(first.text());
            assertThat(of(directory)).isNotEqualTo(first.text());
        }
    }

    @Test
    void damagedIdIsReplaced() throws Exception {
        Files.writeString(directory.resolve(ServerId.NAME), "x'; DROP");
        assertThat(of(directory)).matches("[0-9a-f-]{36}").isEqualTo(of(directory));
    }

    @Test
    void idIsRandomWhenItCannotBeWritten() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(of(file)).hasSize(36).isNotEqualTo(of(file));
    }
}
