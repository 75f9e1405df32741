package io.aldis.store.sql;

import io.aldis.server.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Checks that a file is an undamaged database of a version that this program knows. */
final class Soundness {
    private Soundness() {}

    /** Runs SQLite's integrity check. @param named the path for messages @throws StoreException when the file is not usable */
    static void check(SqliteFile file, Path named) {
        try (var connection = file.connect()) {
            String found = Sql.query(
                    connection, "PRAGMA integrity_check(1)", rows -> rows.next() ? rows.getString(1) : "no answer");
            if (!found.equals("ok")) throw new StoreException(named + " is damaged: " + found);
            checkVersion(connection, named);
        } catch (SQLException e) {
            throw SqliteFailure.of("used", named, e);
        }
    }

    private static void checkVersion(Connection connection, Path named) throws SQLException {
        int version = Schema.version(connection);
        if (version == 0)
            throw new StoreException(named + ": expected a database of Aldis but it has none of its tables");
        Schema.checkKnown(named.toString(), version);
    }
}
