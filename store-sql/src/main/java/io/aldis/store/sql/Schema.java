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
import java.util.function.UnaryOperator;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Creates and migrates the tables, by the numbered migrations in the resources of this package (Flyway). */
final class Schema {
    /** The number of the last migration. */
    static final int NEWEST = 42;

    private static final int NEWEST_TRAIL = 1;

    private static final String HERE = "classpath:io/aldis/store/sql/";
    private static final String MIGRATIONS = HERE + "migration";

    /** Placeholders of the migrations, for SQLite and for PostgreSQL. */
    private static final Map<String, String> SQLITE =
            Map.of("id", "INTEGER PRIMARY KEY AUTOINCREMENT", "octets", "BLOB");

    private static final Map<String, String> POSTGRESQL =
            Map.of("id", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "octets", "BYTEA");

    private static final String HISTORY = "flyway_schema_history";
    private static final String IN_SQLITE = "SELECT count(*) FROM sqlite_master WHERE name = '" + HISTORY + "'";
    private static final String IN_POSTGRESQL = "SELECT count(to_regclass('" + HISTORY + "'))";

    private static final Object ONE_AT_A_TIME = new Object();

    private Schema() {}

    /** Migrates only if the version is old: Flyway alone takes longer than the rest of the start. */
    static void prepare(SqliteFile file) {
        prepare(file, NEWEST, MIGRATIONS, HERE + "sqlite");
    }

    /** The same for the file {@code trail.db}. */
    static void prepareTrail(SqliteFile file) {
        prepare(file, NEWEST_TRAIL, HERE + "trail");
    }

    private static void prepare(SqliteFile file, int newest, String... locations) {
        if (isOld(file, IN_SQLITE, newest)) migrateAlone(file, newest, locations);
    }

    /** The same for PostgreSQL, where Flyway takes a lock. */
    static void prepare(PostgresServer server) {
        if (isOld(server, IN_POSTGRESQL, NEWEST))
            migrate(
                    server,
                    it -> it.dataSource(server.source().patient())
                            .locations(MIGRATIONS, HERE + "postgresql")
                            .placeholders(POSTGRESQL));
    }

    /** @throws StoreException when the database has no tables of Aldis */
    static void checkIsThere(PostgresServer server) {
        if (version(server, IN_POSTGRESQL) == 0)
            throw new StoreException(
                    server.name()
                            + " has no tables of Aldis: expected the database of a server (--store); only serve, user add and import make them");
    }

    private static boolean isOld(Database database, String history, int newest) {
        int version = version(database, history);
        checkKnown(database.name(), version, newest);
        return version < newest;
    }

    /** @throws StoreException when the version is newer than this program knows */
    static void checkKnown(String name, int version) {
        checkKnown(name, version, NEWEST);
    }

    private static void checkKnown(String name, int version, int newest) {
        if (version > newest)
            throw new StoreException(name + " was written by a newer Aldis: its tables have version " + version
                    + ", this one knows " + newest);
    }

    private static int version(Database database, String history) {
        try (var connection = database.connect()) {
            return version(connection, history);
        } catch (SQLException e) {
            throw database.failure("opened", e);
        }
    }

    /** The version of the tables in a file of SQLite; 0 when it has none of Aldis. */
    static int version(Connection sqlite) throws SQLException {
        return version(sqlite, IN_SQLITE);
    }

    private static int version(Connection connection, String history) throws SQLException {
        if (Sql.number(connection, history) == 0) return 0;
        String newest = "SELECT max(CAST(version AS INTEGER)) FROM " + HISTORY + " WHERE success";
        return (int) Sql.number(connection, newest);
    }

    /** Migrates under a file lock: two processes may find a new file at the same time, and Flyway takes no lock in SQLite. */
    private static void migrateAlone(SqliteFile file, int newest, String... locations) {
        var lockFile = file.path().resolveSibling("aldis.lock");
        synchronized (ONE_AT_A_TIME) {
            try (var channel = FileChannel.open(lockFile, Set.of(CREATE, WRITE), SqliteFile.onlyOwner("rw-------"));
                    var _ = channel.lock()) {
                if (isOld(file, IN_SQLITE, newest))
                    migrate(
                            file,
                            it -> it.dataSource(file.url(), "", "")
                                    .locations(locations)
                                    .placeholders(SQLITE));
            } catch (IOException e) {
                throw new StoreException(lockFile + " cannot be locked: " + FileFailure.words(e), e);
            }
        }
    }

    private static void migrate(Database database, UnaryOperator<FluentConfiguration> how) {
        try {
            how.apply(Flyway.configure(Schema.class.getClassLoader()).loggers("slf4j"))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreException(
                    database.name() + ": its tables cannot be created or updated: " + e.getMessage(), e);
        }
    }
}
