package io.aldis.store.sql;

import io.aldis.server.StoreException;
import io.aldis.server.StoreResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes groups of changes over one connection, each group in one transaction. For one thread. */
final class GroupCommit implements AutoCloseable {
    /** Changes of a group that have not begun by then are refused and the others committed, so that a slow database commits something. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Most messages in one statement, whose values are all in memory at the same time. */
    private static final int MOST_LETTERS = 500;

    private static final long MOST_BYTES = 1 << 20;

    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    private final Database database;
    private @Nullable Connection connection;

    /** Connects at once, so that a database that cannot be written is noticed at start. */
    GroupCommit(Database database) {
        this.database = database;
        try {
            connected();
        } catch (SQLException e) {
            throw database.failure("opened", e);
        }
    }

    /**
     * Writes the changes in one transaction.
     *
     * @return to be run now, after the commit
     * @throws StoreException when nothing was written
     */
    List<Runnable> write(List<Change<?>> group) {
        try {
            Connection to = begun(group.stream().anyMatch(Change::durable));
            List<Runnable> afterwards = apply(group, to);
            Sql.run(to, "COMMIT");
            return afterwards;
        } catch (SQLException e) {
            undo();
            if (group.size() > 1 && isAboutOneChange(e)) return oneByOne(group);
            throw database.failure("written", e);
        } catch (RuntimeException | Error e) { // the writer thread goes on after any failure of a group
            undo();
            throw new StoreException(database.name() + " cannot be written: " + e, e);
        }
    }

    private List<Runnable> apply(List<Change<?>> group, Connection to) throws SQLException {
        var afterwards = new ArrayList<Runnable>(group.size());
        long begun = System.nanoTime();
        for (int i = 0; i < group.size(); ) {
            Change<?> change = group.get(i);
            List<InsertMessage> messages = database.shared() ? messagesFrom(group, i) : List.of();
            boolean inTime = afterwards.isEmpty() || System.nanoTime() - begun < PATIENCE.toNanos();
            if (!inTime) afterwards.add(() -> change.refuse(tooSlow()));
            else if (messages.size() > 1) keepTogether(messages, to, afterwards);
            else afterwards.add(change.apply(to));
            i += inTime ? Math.max(1, messages.size()) : 1;
        }
        return afterwards;
    }

    /** The run of {@link InsertMessage} from that index on, up to the limits of one statement. */
    private static List<InsertMessage> messagesFrom(List<Change<?>> group, int first) {
        var messages = new ArrayList<InsertMessage>();
        long bytes = 0;
        for (int i = first; i < group.size() && messages.size() < MOST_LETTERS && bytes < MOST_BYTES; i++) {
            if (!(group.get(i).work() instanceof InsertMessage keep)) break;
            messages.add(keep);
            bytes += keep.message().bytes().length;
        }
        return messages;
    }

    private static void keepTogether(List<InsertMessage> messages, Connection to, List<Runnable> afterwards)
            throws SQLException {
        List<StoreResult> answers = BatchInsert.keep(to, messages);
        for (int i = 0; i < answers.size(); i++) {
            StoreResult answer = answers.get(i);
            InsertMessage message = messages.get(i);
            afterwards.add(() -> message.done().complete(answer));
        }
    }

    private StoreException tooSlow() {
        return new StoreException(database.name() + " cannot be written: it is too slow for the load");
    }

    /** SQLSTATE class 22: PostgreSQL refuses a value, such as U+0000 in a text. Other changes of the group may succeed. */
    private static boolean isAboutOneChange(SQLException cause) {
        return cause.getSQLState() != null && cause.getSQLState().startsWith("22");
    }

    private List<Runnable> oneByOne(List<Change<?>> group) {
        var afterwards = new ArrayList<Runnable>(group.size());
        for (var change : group) {
            try {
                afterwards.addAll(write(List.of(change)));
            } catch (StoreException e) {
                afterwards.add(() -> change.refuse(e));
            }
        }
        return afterwards;
    }

    /** Begins the transaction; over a new connection if the kept one was lost since the last group, since nothing is written yet. */
    private Connection begun(boolean durable) throws SQLException {
        Connection kept = connection;
        try {
            return begin(durable);
        } catch (SQLException e) {
            if (kept == null || kept.isValid(1)) throw e;
            close();
            return begin(durable);
        }
    }

    private Connection begin(boolean durable) throws SQLException {
        Connection to = connected();
        database.begin(to, durable);
        return to;
    }

    private Connection connected() throws SQLException {
        Connection known = connection;
        if (known != null) return known;
        Connection fresh = database.connectToWrite();
        connection = fresh;
        return fresh;
    }

    /** Rolls back. After some errors SQLite has rolled back already and refuses to do so again: then the connection is replaced. */
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
            log.warn("{}", database.failure("closed", e).getMessage());
        }
    }
}
