package io.aldis.store.sql;

import io.aldis.server.AccountStore.Propagation;
import io.aldis.server.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
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

    private final Database database;
    private final Writer writer;
    private final Presence presence;

    ServerProgress(Database database, Writer writer, Presence presence) {
        this.database = database;
        this.writer = writer;
        this.presence = presence;
    }

    /** Waits until all servers that run have what is committed now. */
    Propagation await(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        long change = database.read(from -> Sql.number(from, LATEST));
        Propagation found = look(change);
        while (found.behind() > 0
                && System.nanoTime() - end < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE_NANOS);
            found = look(change);
        }
        return found;
    }

    /** A database that is too busy to be read has a server that is. */
    private Propagation look(long change) {
        if (!presence.possible().getAsBoolean()) return new Propagation(0, 0);
        String alive = "SELECT count(*) FROM server_progress WHERE until > " + presence.now() + " AND applied ";
        try {
            return database.read(from -> new Propagation(
                    (int) Sql.number(from, alive + ">= ?", change), (int) Sql.number(from, alive + "< ?", change)));
        } catch (StoreException e) {
            log.debug("progress cannot be read", e);
            return new Propagation(0, 1);
        }
    }

    /** Announces a server that reads all accounts after this. @param sequence the change up to which it will have them then */
    Row begin(long sequence) {
        var row = new Row(sequence);
        writer.write(to -> {
            Sql.update(to, "DELETE FROM server_progress WHERE process <> ? AND " + presence.dead(), PROCESS);
            return row.put(to, sequence);
        });
        return row;
    }

    /** The row of one server. Safe for every thread. */
    final class Row implements ChangeWatch.Progress {
        private final String server = UUID.randomUUID().toString();
        private long applied;
        private long written;
        private boolean writing;
        private boolean ended;
        private long renewed = System.nanoTime();

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

        @Override
        public synchronized void looked() {
            if (applied > written
                    || System.nanoTime() - renewed > presence.renewal().toNanos()) write();
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
