package io.aldis.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.aldis.server.StoreException;
import io.aldis.sip.SyntaxException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL database and the connections to it: a pool of {@link #READERS} for reads and leases, one each for the writer and the watches.
 * Every wait ends within seconds, whatever the network or the server does, and the next attempt connects again.
 */
final class PostgresServer implements Database {
    /** Size of the pool. */
    static final int READERS = 4;

    /** Takes the advisory lock that serializes the writers of all servers until the commit: "aldis" in ASCII. */
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
        config.setInitializationFailTimeout(-1); // Schema has connected before and reports failures in words
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

    /** Sets {@code synchronous_commit} to on if the operator has it off for other programs: a 202 promises that the message is on disk. */
    @Override
    public Connection connectToWrite() throws SQLException {
        Connection connection = connect();
        Sql.first(
                connection,
                "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'");
        return connection;
    }

    /** Every commit waits for the disk of the server, also if {@code durable} is false. */
    @Override
    public void begin(Connection to, boolean durable) throws SQLException {
        Sql.run(to, "BEGIN ISOLATION LEVEL READ COMMITTED; " + LOCK);
    }

    @Override
    public <T> T read(SqlWork<T> work) {
        return within("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", "read", work);
    }

    /** A change without the lock of the writers, for leases. Blocks. @throws StoreException when nothing was written */
    <T> T change(SqlWork<T> work) {
        return within("SET TRANSACTION ISOLATION LEVEL READ COMMITTED", "written", work);
    }

    /** Runs the work in a transaction; the pool rolls it back when it fails. */
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
