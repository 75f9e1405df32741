package io.aldis.store.sql;

import io.aldis.server.StoreException;
import io.aldis.server.TrailStore;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The files {@code aldis.db} and {@code trail.db} of a data directory. Several processes may have them open at a time: the server, and a command that
 * adds a user meanwhile; one of them is the server.
 */
public final class SqliteStore extends SqlStore {
    /** A read is short, and what it waits for is the processor. */
    private static final int READERS = 2;

    private final Path directory;
    private @Nullable SqliteFile trailFile;
    private @Nullable SqlTrail trail;

    private SqliteStore(SqliteFile file, Path directory, InstantSource clock) {
        super(
                file,
                READERS,
                new Sharing(new Turns.Always(file), new SharedBindings.Alone(), Presence.locked(directory)),
                clock);
        this.directory = directory;
    }

    /**
     * Opens the store; makes directory (0700), file (0600) and tables where they are not there yet.
     *
     * @throws StoreException when the directory cannot be written, or the file is damaged or written by a newer Aldis
     */
    public static SqliteStore open(Path dataDirectory) {
        return open(dataDirectory, InstantSource.system());
    }

    /** As the other; where no database is and none is to be made, nothing is. */
    public static SqliteStore open(Path dataDirectory, Missing missing) {
        if (missing == Missing.IS_AN_ERROR) SqliteFile.checkIsThere(dataDirectory);
        return open(dataDirectory);
    }

    static SqliteStore open(Path dataDirectory, InstantSource clock) {
        SqliteFile file = SqliteFile.in(dataDirectory);
        Schema.prepare(file);
        return new SqliteStore(file, dataDirectory, clock);
    }

    /** In {@code trail.db}, a file of its own: nothing that must be on disk waits for it, and it may be thrown away. */
    @Override
    public synchronized TrailStore trail() {
        SqlTrail known = trail;
        if (known != null) return known;
        SqliteFile file = SqliteFile.in(directory, "trail.db");
        Schema.prepareTrail(file);
        trailFile = file;
        return trail = new SqlTrail(file);
    }

    @Override
    public void close() {
        closeTrail();
        super.close();
    }

    private synchronized void closeTrail() {
        if (trail != null) trail.close();
        if (trailFile != null) trailFile.close();
    }
}
