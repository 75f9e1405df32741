package io.aldis.store.sql;

import io.aldis.server.StoreException;
import io.aldis.sip.SyntaxException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * A SQLite file and the connections to it. Every read has a connection of its own, so that reads do not wait for each other; up to
 * {@link #KEPT} idle connections are kept. Safe for every thread.
 */
final class SqliteFile implements Database {
    static final String NAME = "aldis.db";
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int KEPT = 4;

    private final Path path;
    private final SQLiteConfig config = new SQLiteConfig();
    private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(KEPT);
    private volatile boolean closed;
    private boolean durable;

    private SqliteFile(Path path) {
        this.path = path;
        config.setBusyTimeout(PATIENCE_MILLIS);
        config.enforceForeignKeys(true);
        config.setSynchronous(SynchronousMode.NORMAL);
    }

    /** Creates directory (0700) and file (0600) if they do not exist: the file holds HA1s. */
    static SqliteFile in(Path directory) {
        return in(directory, NAME);
    }

    static SqliteFile in(Path directory, String name) {
        Path path = directory.resolve(name);
        try {
            if (!Files.isDirectory(directory)) Files.createDirectories(directory, onlyOwner("rwx------"));
            if (!Files.exists(path)) Files.createFile(path, onlyOwner("rw-------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.exists(path)) throw new StoreException(directory + " is there, but is no directory", e);
        } catch (IOException e) {
            throw new StoreException(path + " cannot be made: " + FileFailure.words(e), e);
        }
        return new SqliteFile(path);
    }

    /** @throws StoreException when that directory has no database */
    static void checkIsThere(Path directory) {
        Path path = directory.resolve(NAME);
        try {
            if (Files.size(path) > 0) return;
        } catch (NoSuchFileException e) {
            throw new StoreException(noDatabase(directory), e);
        } catch (IOException e) {
            throw new StoreException(path + " cannot be read: " + FileFailure.words(e), e);
        }
        throw new StoreException(noDatabase(directory));
    }

    private static String noDatabase(Path directory) {
        String elsewhere = Files.exists(directory) ? "is no directory" : "is not there";
        String found = Files.isDirectory(directory) ? "has no database (" + NAME + ")" : elsewhere;
        return directory + " " + found
                + ": expected the data directory of a server (--data); only serve, user add, import and restore make a new one";
    }

    /** An existing file. */
    static SqliteFile of(Path path) {
        return new SqliteFile(path);
    }

    static FileAttribute<?>[] onlyOwner(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        if (!posix) return new FileAttribute<?>[0];
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    @Override
    public String name() {
        return path.toString();
    }

    Path path() {
        return path;
    }

    String url() {
        return "jdbc:sqlite:" + path;
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public Connection connect() throws SQLException {
        return config.createConnection(url());
    }

    /** Also resets {@link #durable}: the one thread that has this connection is the only one that uses that field. */
    @Override
    public Connection connectToWrite() throws SQLException {
        Connection connection = connect();
        durable = false;
        Sql.first(connection, "PRAGMA journal_mode = WAL"); // a restored copy may have lost it
        return StatementCache.over(connection);
    }

    /**
     * In WAL mode a commit with {@code synchronous=NORMAL} is in the page cache of the kernel and survives a kill of the process; with
     * {@code FULL} it waits for the disk.
     */
    @Override
    public void begin(Connection to, boolean wanted) throws SQLException {
        if (durable != wanted) Sql.run(to, "PRAGMA synchronous = " + (wanted ? "FULL" : "NORMAL"));
        durable = wanted;
        Sql.run(to, "BEGIN IMMEDIATE");
    }

    @Override
    public String changeCount() {
        return "PRAGMA data_version"; // reads shared memory: changes when another connection has committed
    }

    @Override
    public StoreException failure(String done, SQLException cause) {
        return SqliteFailure.of(done, path, cause);
    }

    @Override
    public <T> T read(SqlWork<T> work) {
        if (closed) throw closed();
        try {
            Connection kept = idle.poll();
            Connection connection = kept == null ? StatementCache.over(connect()) : kept;
            boolean whole = false;
            try {
                Sql.run(connection, "BEGIN");
                T answer = work.on(connection);
                Sql.run(connection, "COMMIT");
                whole = true;
                return answer;
            } finally {
                if (!whole || closed || !idle.offer(connection)) connection.close();
            }
        } catch (SQLException e) {
            throw SqliteFailure.of("read", path, e);
        } catch (SyntaxException e) {
            throw new StoreException(path + " holds what Aldis did not write: " + e.sentence(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (var connection = idle.poll(); connection != null; connection = idle.poll()) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw SqliteFailure.of("closed", path, e);
            }
        }
    }
}
