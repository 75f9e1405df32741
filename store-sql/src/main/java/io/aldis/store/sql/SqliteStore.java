package io.aldis.store.sql;

import io.aldis.server.StoreException;
import io.aldis.server.TrailStore;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * A store in the files {@code aldis.db} and {@code trail.db} of a data directory. Several processes may have them open at a time: one server,
 * and commands, such as one that adds a user.
 */
public final class SqliteStore extends SqlStore {
    /** Number of threads that read; reads are short and bound by the processor. */
    private static final int READERS = 2;

    private final Path directory;
    private @Nullable SqliteFile trailFile;
    private @Nullable SqlTrail trail;

    private SqliteStore(SqliteFile file, Path directory, InstantSource clock) {
        super(
                file,
                READERS,
                new ClusterMode(
                        new Turns.Always(file),
                        new SharedBindings.Alone(),
                        Presence.locked(directory),
                        ServerId.random()),
                clock);
        this.directory = directory;
    }

    /**
     * Opens the store; creates directory (0700), file (0600) and tables if they do not exist. Blocks.
     *
     * @throws StoreException when the directory cannot be written, or the file is damaged or written by a newer Aldis
     */
    public static SqliteStore open(Path dataDirectory) {
        return open(dataDirectory, InstantSource.system());
    }

    /** As {@link #open(Path)}. @throws StoreException also when there is no database and {@code missing} is an error */
    public static SqliteStore open(Path dataDirectory, Missing missing) {
        if (missing == Missing.IS_AN_ERROR) SqliteFile.checkIsThere(dataDirectory);
        return open(dataDirectory);
    }

    static SqliteStore open(Path dataDirectory, InstantSource clock) {
        SqliteFile file = SqliteFile.in(dataDirectory);
        Schema.prepare(file);
        return new SqliteStore(file, dataDirectory, clock);
    }

    /** In {@code trail.db}, a file of its own: its writes do not delay those of the database, and it may be deleted. */
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
