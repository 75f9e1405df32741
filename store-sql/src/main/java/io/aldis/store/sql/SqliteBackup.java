package io.aldis.store.sql;

import io.aldis.server.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongConsumer;
import org.sqlite.ProgressHandler;

/** Backup and restore of a SQLite database. A backup is a snapshot, made while a server writes. */
public final class SqliteBackup {
    /** Suffixes of the files of a database; recent changes may be in the second or third alone. */
    private static final List<String> PARTS = List.of("", "-wal", "-journal");

    /** SQLite VM instructions between two calls of the progress handler: a few thousand rows. */
    private static final int STEPS = 100_000;

    private SqliteBackup() {}

    /**
     * Copies the database of that directory to a new file, from one snapshot with all that was committed before. Writers are not blocked.
     *
     * @param progress called often with the octets that the copy has so far
     * @throws StoreException when there is no database, when the file exists already, or when the copy fails the integrity check
     */
    public static void make(Path dataDirectory, Path file, LongConsumer progress) {
        SqliteFile database = existing(dataDirectory);
        try (var copy = NewFile.at(file)) {
            copyInto(database, copy.unfinished(), file, progress);
            Soundness.check(SqliteFile.of(copy.unfinished()), file);
            copy.publish();
        }
    }

    private static SqliteFile existing(Path dataDirectory) {
        Path file = dataDirectory.resolve(SqliteFile.NAME);
        if (Files.notExists(file))
            throw new StoreException(
                    dataDirectory + ": expected a database, " + SqliteFile.NAME + ", but there is none");
        return SqliteFile.of(file);
    }

    private static void copyInto(SqliteFile database, Path empty, Path named, LongConsumer progress) {
        try (var connection = database.connect();
                var statement = connection.prepareStatement("VACUUM INTO ?")) {
            ProgressHandler.setHandler(connection, STEPS, new ProgressHandler() {
                @Override
                protected int progress() {
                    progress.accept(empty.toFile().length());
                    return 0; // continue
                }
            });
            statement.setString(1, empty.toString());
            statement.execute();
        } catch (SQLException e) {
            throw database.failure("copied to " + named, e);
        }
    }

    /**
     * Makes that copy the database of a directory that has none. Messages that were delivered after the copy was made are delivered again.
     *
     * @throws StoreException when there is a database already, when a server uses the directory, or when the copy is missing, damaged or of a
     *     newer Aldis
     */
    public static void restore(Path file, Path dataDirectory) {
        if (!Files.isRegularFile(file))
            throw new StoreException(file + ": expected a backup but there is no such file");
        if (Files.exists(part(file, "-wal")))
            throw new StoreException(file + ": expected a backup but there is "
                    + part(file, "-wal").getFileName()
                    + " beside it, as with a database in use; \"aldis backup\" makes a copy");
        try (var _ = DirectoryLock.take(dataDirectory)) {
            Path database = dataDirectory.resolve(SqliteFile.NAME);
            for (String part : PARTS) refuseIfThere(part(database, part));
            try (var copy = NewFile.at(database)) {
                copyPlainly(file, copy.unfinished());
                Soundness.check(SqliteFile.of(copy.unfinished()), file);
                copy.publish();
            }
        }
    }

    private static Path part(Path database, String part) {
        return database.resolveSibling(database.getFileName() + part);
    }

    private static void refuseIfThere(Path path) {
        if (Files.exists(path))
            throw new StoreException(
                    "Expected a directory without a database but there is " + path + "; give another, or move it away");
    }

    private static void copyPlainly(Path from, Path to) {
        try (var out = Files.newOutputStream(to)) { // keeps the permissions of the new file
            Files.copy(from, out);
        } catch (IOException e) {
            throw new StoreException(from + " cannot be copied: " + FileFailure.words(e), e);
        }
    }
}
