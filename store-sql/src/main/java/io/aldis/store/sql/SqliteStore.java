package io.aldis.store.sql;

import io.aldis.server.StoreException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The file {@code aldis.db} of a data directory. Several processes may have it open at a time: the server, and a command that
 * adds a user meanwhile; one of them is the server.
 */
public final class SqliteStore extends SqlStore {
    /** A read is short, and what it waits for is the processor. */
    private static final int READERS = 2;

    private SqliteStore(SqliteFile file, InstantSource clock) {
        super(file, READERS, new Sharing(new Turns.Always(file), new SharedBindings.Alone()), clock);
    }

    /**
     * Opens the store; makes directory (0700), file (0600) and tables where they are not there yet.
     *
     * @throws StoreException when the directory cannot be written, or the file is damaged or written by a newer Aldis
     */
    public static SqliteStore open(Path dataDirectory) {
        return open(dataDirectory, InstantSource.system());
    }

    static SqliteStore open(Path dataDirectory, InstantSource clock) {
        SqliteFile file = SqliteFile.in(dataDirectory);
        Schema.prepare(file);
        return new SqliteStore(file, clock);
    }
}
