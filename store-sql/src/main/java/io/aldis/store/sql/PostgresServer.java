package io.aldis.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.aldis.server.StoreException;
import io.aldis.sip.SyntaxException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of PostgreSQL and connections to it: a small pool for those who read, one each for the writer and for watches. Whatever
 * the network or the server does, every wait ends within seconds, and the next attempt connects anew.
 */
final class PostgresServer implements Database {
    /** How many read at a time. */
    static final int READERS = 4;

    /** For the lock that makes writers of all servers one after the other: "aldis" in ASCII. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(" + 0x616c646973L + ")";

    private final String name;
    private final PostgresSource source;
    private final HikariDataSource pool;

    PostgresServer(PostgresSource source) {
        this.name = source.name();
        this.source = source;
        this.pool = new HikariDataSource(pool(source.quick()));
    }

    private static HikariConfig pool(PGSimpleDataSource source) {
        var config = new HikariConfig();
        config.setPoolName("aldis");
        config.setDataSource(source);
        config.setAutoCommit(false);
        config.setMaximumPoolSize(READERS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PostgresSource.PATIENCE.toMillis());
        config.setValidationTimeout(PostgresSource.PATIENCE.toMillis() / 2);
        config.setInitializationFailTimeout(-1); // who opens has connected before, with better words
        return config;
    }

    @Override
    public String name() {
        return name;
    }

    PostgresSource source() {
        return source;
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public Connection connect() throws SQLException {
        return source.quick().getConnection();
    }

    /** An operator may have {@code synchronous_commit = off} for other programs: a 202 does not allow that. */
    @Override
    public Connection connectToWrite() throws SQLException {
        Connection connection = connect();
        Sql.run(
                connection,
                "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'");
        return connection;
    }

    /** Every commit waits for the disk of the server. */
    @Override
    public void begin(Connection to, boolean durable) throws SQLException {
        Sql.run(to, "BEGIN ISOLATION LEVEL READ COMMITTED; " + LOCK);
    }

    @Override
    public <T> T read(SqlWork<T> work) {
        return within("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", "read", work);
    }

    /** A change beside those of the {@link Writer}, of rows that it leaves alone. */
    <T> T change(SqlWork<T> work) {
        return within("SET TRANSACTION ISOLATION LEVEL READ COMMITTED", "written", work);
    }

    /** What is not committed is rolled back by the pool. */
    private <T> T within(String isolation, String done, SqlWork<T> work) {
        if (pool.isClosed()) throw closed();
        try (var connection = pool.getConnection()) {
            Sql.run(connection, isolation);
            T answer = work.on(connection);
            connection.commit();
            return answer;
        } catch (SQLException e) {
            throw failure(done, e);
        } catch (SyntaxException e) {
            throw new StoreException(name + " holds what Aldis did not write: " + e.sentence(), e);
        }
    }

    @Override
    public String changeCount() {
        return "SELECT sequence FROM account_clock";
    }

    @Override
    public StoreException failure(String done, SQLException cause) {
        return new StoreException(name + " cannot be " + done + ": " + PostgresFailure.words(cause), cause);
    }

    @Override
    public void close() {
        pool.close();
    }
}
