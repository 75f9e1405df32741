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
 */
record Presence(BooleanSupplier possible, String now, Duration lease, Duration renewal, String dead) {
    private static final Duration EVER = Duration.ofDays(36_500);

    /** SQLite: one server a directory, which holds the lock on it. The kernel lets go of the lock when that process ends. */
    static Presence locked(Path directory) {
        return new Presence(() -> DirectoryLock.isHeld(directory), "0", EVER, EVER, "true");
    }

    /** PostgreSQL: each server renews its row; times are those of the database. */
    static Presence leased() {
        return new Presence(
                () -> true,
                Leases.NOW,
                Duration.ofSeconds(20),
                Duration.ofSeconds(4),
                "until <= " + Leases.NOW + " - 3600000");
    }
}
