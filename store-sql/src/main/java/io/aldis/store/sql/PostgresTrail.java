package io.aldis.store.sql;

import io.aldis.server.StoreException;
import java.sql.Connection;
import java.sql.SQLException;

/** The database for writing trails: transactions do not take the lock of the {@link Writer}, and commits do not wait for the disk. */
record PostgresTrail(PostgresServer server) implements Database {
    @Override
    public String name() {
        return server.name();
    }

    @Override
    public Connection connect() throws SQLException {
        return server.connect();
    }

    @Override
    public Connection connectToWrite() throws SQLException {
        return server.connect();
    }

    @Override
    public void begin(Connection to, boolean durable) throws SQLException {
        Sql.run(to, "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = off");
    }

    @Override
    public boolean shared() {
        return server.shared();
    }

    @Override
    public <T> T read(SqlWork<T> work) {
        return server.read(work);
    }

    @Override
    public String changeCount() {
        return server.changeCount();
    }

    @Override
    public StoreException failure(String done, SQLException cause) {
        return server.failure(done, cause);
    }

    /** Does nothing: the store closes the server. */
    @Override
    public void close() {}
}
