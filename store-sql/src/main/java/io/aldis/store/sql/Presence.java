package io.aldis.store.sql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How commands find out which rows of {@code server_progress} belong to running servers.
 *
 * @param possible whether any server can be running
 * @param now the time in milliseconds, as an SQL expression
 * @param lease time without a renewal after which a server is taken for dead
 * @param renewal interval at which a server renews its row
 * @param dead an SQL condition for rows that dead processes have left
 * @param sign a sign of life besides the row, which ends with the process, so that its death is noticed before the end of the lease
 */
record Presence(BooleanSupplier possible, String now, Duration lease, Duration renewal, String dead, Sign sign) {
    private static final Duration EVER = Duration.ofDays(36_500);

    /**
     * A sign of life that ends with the process of a server.
     *
     * @param give a statement with one value, the id of the server, for the connection of its {@link ChangeWatch}; empty for none
     * @param given an SQL condition for the rows of servers that give the sign
     */
    record Sign(String give, String given) {
        static final Sign NONE = new Sign("", "true");

        private static final String CLASS = Integer.toString(0x616c6469); // "aldi" in ASCII
        /** The second key of the lock of a server, as in the view {@code pg_locks}. */
        private static final String OBJECT = "(hashtext(%s)::bigint & 4294967295)::oid";

        private static final String HELD =
                "EXISTS (SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted"
                        + " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                        + " AND l.classid::bigint = " + CLASS + " AND l.objsubid = 2 AND l.objid = ";

        /** TCP keep-alives by which PostgreSQL notices within 20 s that the machine of the server has died or is disconnected. */
        private static final String KEEPALIVES = " AND set_config('tcp_keepalives_idle', '5', false) IS NOT NULL"
                + " AND set_config('tcp_keepalives_interval', '5', false) IS NOT NULL"
                + " AND set_config('tcp_keepalives_count', '3', false) IS NOT NULL";

        /**
         * A shared advisory lock of the session. PostgreSQL releases it as soon as the connection is closed; being shared, it never waits for that
         * of an older connection of the same server. Taken again when the session does not have it, as behind a connection pooler.
         */
        static final Sign LOCK = new Sign(
                "SELECT CASE WHEN pg_try_advisory_lock_shared(" + CLASS + ", hashtext(server))"
                        + KEEPALIVES + " THEN 1 ELSE 0 END"
                        + " FROM (SELECT ?::text AS server) s WHERE NOT " + HELD + OBJECT.formatted("server")
                        + " AND l.pid = pg_backend_pid())",
                HELD + OBJECT.formatted("server_progress.server") + ")");

        /** One row, with 1 when a server of that id gives {@link #LOCK}; the only value is the id. */
        static final String IS_GIVEN =
                "SELECT count(*) FROM (SELECT ?::text AS server) s WHERE " + HELD + OBJECT.formatted("s.server") + ")";
    }

    /** SQLite: one server per directory, which holds the {@link DirectoryLock}. The kernel releases it when the process ends. */
    static Presence locked(Path directory) {
        return new Presence(() -> DirectoryLock.isHeld(directory), "0", EVER, EVER, "true", Sign.NONE);
    }

    /**
     * PostgreSQL: each server holds an advisory lock as long as its process runs. It also renews its row, since behind a connection pooler the
     * session of the lock outlives the process. Times are those of the database.
     */
    static Presence leased() {
        return new Presence(
                () -> true,
                Leases.NOW,
                Duration.ofMinutes(2),
                Duration.ofSeconds(4),
                "until <= " + Leases.NOW + " - 3600000",
                Sign.LOCK);
    }
}
