package io.aldis.store.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** What is done with a connection, inside a transaction of somebody else. */
@FunctionalInterface
interface SqlWork<T> {
    T on(Connection connection) throws SQLException;
}
