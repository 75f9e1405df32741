package io.aldis.store.sql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How it is known which rows of {@code server_progress} are of servers that run.
 *
 * @param possible whether any server can be running
 * @param now the time, as an expression of SQL, in milliseconds
 * @param lease after which a server that says nothing is taken for dead
 * @param renewal how often a server says that it runs
 * @param dead a condition of SQL for rows that other processes have left behind
 * @param sign what a server does besides, so that its death is seen before the end of its lease
 */
record Presence(BooleanSupplier possible, String now, Duration lease, Duration renewal, String dead, Sign sign) {
    private static final Duration EVER = Duration.ofDays(36_500);

    /**
     * What ends together with the process of a server.
     *
     * @param give a statement with one value, the id of the server, on the connection that it watches the database over; empty for none
     * @param given a condition of SQL for the rows of servers that give it
     */
    record Sign(String give, String given) {
        static final Sign NONE = new Sign("", "true");

        private static final String CLASS = Integer.toString(0x616c6469); // "aldi" in ASCII
        /** The other half of the name of the lock of a server, as the view has it. */
        private static final String OBJECT = "(hashtext(%s)::bigint & 4294967295)::oid";

        private static final String HELD =
                "EXISTS (SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted"
                        + " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                        + " AND l.classid::bigint = " + CLASS + " AND l.objsubid = 2 AND l.objid = ";

        /** So that PostgreSQL notices within 20 s when the machine of the server has died or is cut off. */
        private static final String KEEPALIVES = " AND set_config('tcp_keepalives_idle', '5', false) IS NOT NULL"
                + " AND set_config('tcp_keepalives_interval', '5', false) IS NOT NULL"
                + " AND set_config('tcp_keepalives_count', '3', false) IS NOT NULL";

        /**
         * A shared advisory lock of the session: PostgreSQL lets go of it as soon as the connection is gone, and it never waits for that of an
         * older connection of the same server. Taken anew where it is not there, as behind a pool of connections.
         */
        static final Sign LOCK = new Sign(
                "SELECT CASE WHEN pg_try_advisory_lock_shared(" + CLASS + ", hashtext(server))"
                        + KEEPALIVES + " THEN 1 ELSE 0 END"
                        + " FROM (SELECT ?::text AS server) s WHERE NOT " + HELD + OBJECT.formatted("server")
                        + " AND l.pid = pg_backend_pid())",
                HELD + OBJECT.formatted("server_progress.server") + ")");
    }

    /** SQLite: one server a directory, which holds the lock on it. The kernel lets go of the lock when that process ends. */
    static Presence locked(Path directory) {
        return new Presence(() -> DirectoryLock.isHeld(directory), "0", EVER, EVER, "true", Sign.NONE);
    }

    /**
     * PostgreSQL: each server holds a lock as long as its process runs, and renews its row for the case that somebody else holds its lock: a
     * pool of connections. Times are those of the database.
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
