package io.aldis.app.command;

import io.aldis.app.config.Configuration;
import io.aldis.app.config.Storage;
import io.aldis.store.sql.SqliteBackup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code aldis backup}: copies the SQLite database to one file, whether a server runs or not. */
@Command(
        name = "backup",
        description =
                "Copies the database to a new file while the server runs. The copy contains secrets: keep it private.")
final class Backup implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "The copy; the file must not exist yet.")
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private Path file;

    @Mixin
    private final DataOptions data = new DataOptions();

    Backup(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Path from = directory(data.configuration(terminal), "pg_dump");
        SqliteBackup.make(from, file, new ProgressLine(terminal, "copied"));
        terminal.say("copied " + from + " to " + file + " (" + octets() + " octets)");
        return 0;
    }

    /**
     * The data directory.
     *
     * @param instead the tool of PostgreSQL for this
     * @throws FailedException when the store is PostgreSQL
     */
    static Path directory(Configuration configuration, String instead) {
        if (configuration.store() instanceof Storage.Postgresql server)
            throw new FailedException(server + " is a PostgreSQL server, which has its own tool for this: use "
                    + instead + ", or \"aldis export\" for a file that any store takes");
        return configuration.data();
    }

    private long octets() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
