package io.aldis.store.sql;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.aldis.server.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the tables of a file to what this program knows, by the numbered migrations beside this class. */
final class Schema {
    /** The number of the last migration. */
    static final int NEWEST = 2;

    /** What the migrations leave open, as SQLite spells it. */
    private static final Map<String, String> TYPES =
            Map.of("id", "INTEGER PRIMARY KEY AUTOINCREMENT", "octets", "BLOB");

    private static final Object ONE_AT_A_TIME = new Object();

    private Schema() {}

    /** One quick look first: Flyway alone takes longer than all the rest of the start. */
    static void prepare(SqliteFile file) {
        int version = version(file);
        if (version > NEWEST)
            throw new StoreException(file.path() + " was written by a newer Aldis: its tables have version " + version
                    + ", this one knows " + NEWEST);
        if (version < NEWEST) migrateAlone(file);
    }

    private static int version(SqliteFile file) {
        try (var connection = file.connect()) {
            return version(connection);
        } catch (SQLException e) {
            throw Failure.of("opened", file.path(), e);
        }
    }

    private static int version(Connection connection) throws SQLException {
        String history = "SELECT count(*) FROM sqlite_master WHERE name = 'flyway_schema_history'";
        if (Sql.number(connection, history) == 0) return 0;
        String newest = "SELECT max(CAST(version AS INTEGER)) FROM flyway_schema_history WHERE success";
        return (int) Sql.number(connection, newest);
    }

    /** Two processes may meet a new file at the same time, and Flyway takes no lock in SQLite. */
    private static void migrateAlone(SqliteFile file) {
        var lockFile = file.path().resolveSibling("aldis.lock");
        synchronized (ONE_AT_A_TIME) {
            try (var channel = FileChannel.open(lockFile, Set.of(CREATE, WRITE), SqliteFile.onlyOwner("rw-------"));
                    var _ = channel.lock()) {
                if (version(file) < NEWEST) migrate(file);
            } catch (IOException e) {
                throw new StoreException(lockFile + " cannot be locked: " + e, e);
            }
        }
    }

    private static void migrate(SqliteFile file) {
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(file.url(), "", "")
                    .placeholders(TYPES)
                    .locations("classpath:io/aldis/store/sql/migration")
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreException(file.path() + " could not be given its tables: " + e.getMessage(), e);
        }
    }
}
