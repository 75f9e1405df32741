package io.aldis.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The queries of a {@link ChangeWatch}.
 *
 * @param name what is watched, for messages
 * @param changeCount a quick statement for a number that changes whenever something has changed, and possibly at other times
 * @param latest a statement for the number of the last change
 */
record WatchedTable<T>(String name, String changeCount, String latest, Changes<T> changes) {
    /** Reads what has changed after that number. */
    @FunctionalInterface
    interface Changes<T> {
        Seen<T> since(Connection from, long sequence) throws SQLException;
    }

    /** @param sequence the number of the last of these changes */
    record Seen<T>(List<T> changed, long sequence) {}
}
