package io.aldis.store.sql;

import io.aldis.server.ChangeFeed.Propagation;
import io.aldis.server.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to which change of accounts each running server has applied them: its row of {@code server_progress}, which the server writes and
 * commands read. A change number is a value of {@code account_clock}.
 */
final class ServerProgress {
    private static final Logger log = LoggerFactory.getLogger(ServerProgress.class);

    /** Id of this JVM. */
    private static final String PROCESS = UUID.randomUUID().toString();

    private static final String LATEST = "SELECT sequence FROM account_clock";
    /** One look at each row: a server that connects again between two of them would be in none of three counts. */
    private static final String LOOK = "SELECT count(*) FILTER (WHERE given AND applied >= ?),"
            + " count(*) FILTER (WHERE given AND applied < ?), count(*) FILTER (WHERE NOT given)"
            + " FROM (SELECT applied, (%s) AS given FROM server_progress WHERE until > %s LIMIT 1000000) AS servers";

    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    /** How long a server without a sign of life is waited for: it may have lost its connection and be about to connect again. */
    private static final long RECONNECTED_NANOS = Duration.ofSeconds(3).toNanos();

    private final Database database;
    private final Writer writer;
    private final Presence presence;
    /** Id for the row of the first watch; further watches of the same store have random ones. */
    private final AtomicReference<String> id;

    ServerProgress(Database database, Writer writer, Presence presence, String server) {
        this.database = database;
        this.writer = writer;
        this.presence = presence;
        this.id = new AtomicReference<>(server);
    }

    /**
     * How many servers have applied a change.
     *
     * @param behind servers that run and have not applied it
     * @param gone servers without a sign of life
     */
    private record Seen(int applied, int behind, int gone) {
        static final Seen NONE = new Seen(0, 0, 0);
        static final Seen UNREADABLE = new Seen(0, 1, 0);
    }

    /** Waits until all running servers have applied what is committed now. Blocks. @param patience at most */
    Propagation await(Duration patience) {
        long began = System.nanoTime();
        long change = database.read(from -> Sql.number(from, LATEST));
        Seen found = look(change);
        while (isWaitedFor(found, System.nanoTime() - began)
                && System.nanoTime() - began < patience.toNanos()
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE_NANOS);
            found = look(change);
        }
        if (!isGone(found, System.nanoTime() - began))
            return new Propagation(found.applied(), found.behind() + found.gone());
        forgetGone();
        return new Propagation(found.applied(), found.behind());
    }

    private static boolean isWaitedFor(Seen found, long nanos) {
        return found.behind() > 0 || (found.gone() > 0 && !isGone(found, nanos));
    }

    private static boolean isGone(Seen found, long nanos) {
        return found.gone() > 0 && nanos >= RECONNECTED_NANOS;
    }

    /** Reads the rows. A database that cannot be read now counts as one server that is behind. */
    private Seen look(long change) {
        if (!presence.possible().getAsBoolean()) return Seen.NONE;
        String look = LOOK.formatted(presence.sign().given(), presence.now());
        try {
            return database.read(from -> Sql.query(from, look, ServerProgress::seen, change, change));
        } catch (StoreException e) {
            log.debug("progress cannot be read", e);
            return Seen.UNREADABLE;
        }
    }

    private static Seen seen(ResultSet row) throws SQLException {
        row.next();
        return new Seen(row.getInt(1), row.getInt(2), row.getInt(3));
    }

    /** Deletes rows without a sign of life, so that the next command does not wait for them. A server that does run writes its row again. */
    private void forgetGone() {
        String gone =
                "DELETE FROM server_progress WHERE NOT (" + presence.sign().given() + ")";
        try {
            writer.write(to -> Sql.update(to, gone));
        } catch (StoreException e) {
            log.debug("rows of servers that have died stay for a while", e);
        }
    }

    /** Writes the row of a server, before it reads all accounts. @param sequence the change up to which it will have applied them then */
    Row begin(Connection watching, long sequence) throws SQLException {
        var row = new Row(sequence);
        row.giveSign(watching);
        writer.write(to -> {
            Sql.update(to, "DELETE FROM server_progress WHERE process <> ? AND " + presence.dead(), PROCESS);
            return row.put(to, sequence);
        });
        return row;
    }

    /** The row of one server. Safe for every thread, except {@link #looked}, which is for the thread of the watch. */
    final class Row implements ChangeWatch.Progress {
        private final String server = id.getAndSet(ServerId.random());
        private long applied;
        private long written;
        private boolean writing;
        private boolean ended;
        private long renewed = System.nanoTime();
        /** The connection that the sign of life was given on. */
        private @Nullable Connection signed;

        Row(long sequence) {
            applied = sequence;
            written = sequence;
        }

        private boolean put(Connection to, long sequence) throws SQLException {
            String until = presence.now().equals("0") ? "?" : presence.now() + " + ?";
            String sql = "INSERT INTO server_progress (server, process, applied, until) VALUES (?, ?, ?, " + until + ")"
                    + " ON CONFLICT (server) DO UPDATE SET process = excluded.process, applied = excluded.applied,"
                    + " until = excluded.until";
            return Sql.update(
                            to, sql, server, PROCESS, sequence, presence.lease().toMillis())
                    > 0;
        }

        @Override
        public synchronized void applied(long sequence) {
            applied = Math.max(applied, sequence);
            write();
        }

        private void giveSign(Connection on) throws SQLException {
            String give = presence.sign().give();
            if (!give.isEmpty()) Sql.number(on, give, server);
            signed = on;
        }

        @Override
        public void looked(Connection on) throws SQLException {
            boolean due = on != signed || isDue();
            if (due) giveSign(on);
            writeIf(due);
        }

        private synchronized boolean isDue() {
            return System.nanoTime() - renewed > presence.renewal().toNanos();
        }

        private synchronized void writeIf(boolean due) {
            if (due || applied > written) write();
        }

        /** Submits a write unless one is under way; what changes meanwhile is written by the next. */
        private void write() {
            if (writing || ended) return;
            writing = true;
            renewed = System.nanoTime();
            long sequence = applied;
            var _ = writer.submit(to -> put(to, sequence))
                    .whenComplete((_, failure) -> done(sequence, failure == null));
        }

        private synchronized void done(long sequence, boolean committed) {
            writing = false;
            if (committed) written = Math.max(written, sequence);
            if (committed && applied > written) write();
        }

        /** Deletes the row, so that commands do not wait for this server. */
        @Override
        public void ended() {
            synchronized (this) {
                if (ended) return;
                ended = true;
            }
            try {
                writer.write(to -> Sql.update(to, "DELETE FROM server_progress WHERE server = ?", server));
            } catch (StoreException e) {
                log.warn("commands may wait for this server though it has ended: {}", e.getMessage());
            }
        }
    }
}
