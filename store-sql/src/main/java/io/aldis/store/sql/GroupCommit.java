package io.aldis.store.sql;

import io.aldis.server.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that writes groups of changes, all or nothing. In WAL mode a commit with {@code synchronous=NORMAL} is in the
 * hands of the kernel and survives a kill; with {@code FULL} it waits for the disk. For one thread.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    private final SqliteFile file;
    private @Nullable Connection connection;
    private boolean durable;

    /** Connects at once, so that a file that cannot be written is known at the start. */
    GroupCommit(SqliteFile file) {
        this.file = file;
        try {
            connected();
        } catch (SQLException e) {
            throw Failure.of("opened", file.path(), e);
        }
    }

    /** @return what is to be done now that the changes are committed */
    List<Runnable> write(List<Change<?>> group) {
        try {
            Connection to = connected();
            makeDurable(to, group.stream().anyMatch(Change::durable));
            Sql.run(to, "BEGIN IMMEDIATE");
            var afterwards = new ArrayList<Runnable>(group.size());
            for (var change : group) afterwards.add(change.apply(to));
            Sql.run(to, "COMMIT");
            return afterwards;
        } catch (SQLException e) {
            undo();
            throw Failure.of("written", file.path(), e);
        } catch (RuntimeException | Error e) { // the writer lives on, whatever one group did to it
            undo();
            throw new StoreException(file.path() + " cannot be written: " + e, e);
        }
    }

    private Connection connected() throws SQLException {
        Connection known = connection;
        if (known != null) return known;
        Connection fresh = file.connect();
        connection = fresh;
        durable = false;
        Sql.run(fresh, "PRAGMA journal_mode = WAL"); // a restored copy may have lost it
        return fresh;
    }

    /** Only between transactions. */
    private void makeDurable(Connection of, boolean wanted) throws SQLException {
        if (durable == wanted) return;
        Sql.run(of, "PRAGMA synchronous = " + (wanted ? "FULL" : "NORMAL"));
        durable = wanted;
    }

    /** After some errors SQLite has rolled back by itself and refuses to do so again: then a new connection is safest. */
    private void undo() {
        Connection failed = connection;
        if (failed == null) return;
        try {
            Sql.run(failed, "ROLLBACK");
        } catch (SQLException _) {
            close();
        }
    }

    @Override
    public void close() {
        try (var _ = connection) {
            connection = null;
        } catch (SQLException e) {
            log.warn("{}", Failure.of("closed", file.path(), e).getMessage());
        }
    }
}
