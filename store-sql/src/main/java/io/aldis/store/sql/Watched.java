package io.aldis.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What a {@link ChangeWatch} looks at.
 *
 * @param name of all of it, for sentences
 * @param changeCount a quick statement with a number that is another one whenever something has changed, and perhaps at other times
 * @param latest the number of the last change
 */
record Watched<T>(String name, String changeCount, String latest, Changes<T> changes) {
    /** Finds what has changed after that number, and the number of the last of it. */
    @FunctionalInterface
    interface Changes<T> {
        Seen<T> since(Connection from, long sequence) throws SQLException;
    }

    record Seen<T>(List<T> changed, long sequence) {}
}
