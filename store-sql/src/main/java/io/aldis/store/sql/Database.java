package io.aldis.store.sql;

import io.aldis.server.StoreException;
import java.sql.Connection;
import java.sql.SQLException;

/** What differs between a file of SQLite and a server of PostgreSQL; the statements are the same. Safe for every thread. */
interface Database extends AutoCloseable {
    /** For sentences: the path of the file, the address of the server. */
    String name();

    /** Whether several servers may work on it. */
    boolean shared();

    /** A connection for the caller alone, outside of any transaction. */
    Connection connect() throws SQLException;

    /** Such a connection for the {@link Writer}. */
    Connection connectToWrite() throws SQLException;

    /**
     * Begins a transaction that nobody writes beside, in this process or another: what is read in it holds until its commit.
     *
     * @param to from {@link #connectToWrite}
     * @param durable whether the commit must survive a power failure, too
     */
    void begin(Connection to, boolean durable) throws SQLException;

    /** Reads in one transaction, which sees all as it was at the first statement. */
    <T> T read(SqlWork<T> work);

    /** A quick statement with a number that is another one whenever accounts have changed, and perhaps at other times. */
    String changeCount();

    /** @param done what could not be done: read, written, opened */
    StoreException failure(String done, SQLException cause);

    default StoreException closed() {
        return new StoreException(name() + " has been closed");
    }

    @Override
    void close();
}
