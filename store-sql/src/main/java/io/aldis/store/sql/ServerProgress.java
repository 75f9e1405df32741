package io.aldis.store.sql;

import io.aldis.server.AccountStore.Propagation;
import io.aldis.server.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to which change of accounts the running servers work with them: a row of {@code server_progress} for each, which it writes and which
 * commands read. A change number is a value of {@code account_clock}.
 */
final class ServerProgress {
    private static final Logger log = LoggerFactory.getLogger(ServerProgress.class);

    /** Of this JVM. */
    private static final String PROCESS = UUID.randomUUID().toString();

    private static final String LATEST = "SELECT sequence FROM account_clock";
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    /** So long a server that gives no sign is waited for: it may have lost its connection and be about to have another one. */
    private static final long RECONNECTED_NANOS = Duration.ofSeconds(1).toNanos();

    private final Database database;
    private final Writer writer;
    private final Presence presence;

    ServerProgress(Database database, Writer writer, Presence presence) {
        this.database = database;
        this.writer = writer;
        this.presence = presence;
    }

    /**
     * Which servers have a change.
     *
     * @param behind servers that run and do not have it
     * @param gone servers that give no sign that they run
     */
    private record Seen(int applied, int behind, int gone) {
        static final Seen NONE = new Seen(0, 0, 0);
        static final Seen UNREADABLE = new Seen(0, 1, 0);
    }

    /** Waits until all servers that run have what is committed now. */
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

    /** A database that is too busy to be read has a server that is. */
    private Seen look(long change) {
        if (!presence.possible().getAsBoolean()) return Seen.NONE;
        String some = "SELECT count(*) FROM server_progress WHERE until > " + presence.now() + " AND ";
        String given = presence.sign().given();
        try {
            return database.read(from -> new Seen(
                    (int) Sql.number(from, some + "applied >= ? AND " + given, change),
                    (int) Sql.number(from, some + "applied < ? AND " + given, change),
                    (int) Sql.number(from, some + "NOT (" + given + ")")));
        } catch (StoreException e) {
            log.debug("progress cannot be read", e);
            return Seen.UNREADABLE;
        }
    }

    /** So that the next command need not wait for them; a server that runs after all writes its row again. */
    private void forgetGone() {
        String gone =
                "DELETE FROM server_progress WHERE NOT (" + presence.sign().given() + ")";
        try {
            writer.write(to -> Sql.update(to, gone));
        } catch (StoreException e) {
            log.debug("rows of servers that have died stay for a while", e);
        }
    }

    /** Announces a server that reads all accounts after this. @param sequence the change up to which it will have them then */
    Row begin(Connection watching, long sequence) throws SQLException {
        var row = new Row(sequence);
        row.giveSign(watching);
        writer.write(to -> {
            Sql.update(to, "DELETE FROM server_progress WHERE process <> ? AND " + presence.dead(), PROCESS);
            return row.put(to, sequence);
        });
        return row;
    }

    /** The row of one server. Safe for every thread, but for what the watch calls on its own. */
    final class Row implements ChangeWatch.Progress {
        private final String server = UUID.randomUUID().toString();
        private long applied;
        private long written;
        private boolean writing;
        private boolean ended;
        private long renewed = System.nanoTime();
        /** The connection that the sign was given on. */
        private @Nullable Connection signed;

        Row(long sequence) {
            applied = sequence;
            written = sequence;
        }

        private boolean put(Connection to, long sequence) throws SQLException {
            String until = presence.now().equals("0") ? "?" : presence.now() + " + ?";
            String sql = "INSERT INTO server_progress (server, process, applied, until) VALUES (?, ?, ?, " + until + ")"
                    + " ON CONFLICT (server) DO UPDATE SET applied = excluded.applied, until = excluded.until";
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

        /** One write at a time; what changes meanwhile goes with the next. */
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

        /** The server has ended: commands do not wait for it. */
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
