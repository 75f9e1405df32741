package io.aldis.store.sql;

import io.aldis.server.StoreException;
import java.sql.Connection;
import java.sql.SQLException;

/** What differs between a file of SQLite and a PostgreSQL database; the statements are the same. Safe for every thread. */
interface Database extends AutoCloseable {
    /** For messages: the path of the file, or the URL of the database without parameters. */
    String name();

    /** Whether several servers may use it. */
    boolean shared();

    /** A new connection, outside of any transaction; the caller closes it. */
    Connection connect() throws SQLException;

    /** A new connection for the {@link Writer}. */
    Connection connectToWrite() throws SQLException;

    /**
     * Begins a transaction that excludes all other writers, of this process and others: what is read in it holds until its commit. For a trail
     * on PostgreSQL it excludes none.
     *
     * @param to from {@link #connectToWrite}
     * @param durable whether the commit must survive a power failure, too
     */
    void begin(Connection to, boolean durable) throws SQLException;

    /** Reads in one transaction, which sees one snapshot. Blocks. @throws StoreException when the database cannot be read */
    <T> T read(SqlWork<T> work);

    /** A quick statement for a number that changes whenever accounts have changed, and possibly at other times. */
    String changeCount();

    /** An exception with the cause in words. @param done what could not be done: read, written, opened */
    StoreException failure(String done, SQLException cause);

    default StoreException closed() {
        return new StoreException(name() + " has been closed");
    }

    @Override
    void close();
}
