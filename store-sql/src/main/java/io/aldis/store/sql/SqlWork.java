package io.aldis.store.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** Work on a connection, inside a transaction that the caller began. */
@FunctionalInterface
interface SqlWork<T> {
    T on(Connection connection) throws SQLException;
}
