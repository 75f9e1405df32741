package io.aldis.app.command;

import io.aldis.store.sql.SqliteBackup;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code aldis restore}: makes a backup the database of a data directory that has none. */
@Command(
        name = "restore",
        description =
                "Makes a backup the database of a directory that has none. Messages that were delivered after the backup are delivered again.")
final class Restore implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "The output of \"aldis backup\"; it is not changed.")
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private Path file;

    @Mixin
    private final DataOptions data = new DataOptions();

    Restore(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Path to = Backup.directory(data.configuration(terminal), "pg_restore");
        SqliteBackup.restore(file, to);
        terminal.say("restored " + file + " to " + to);
        return 0;
    }
}
