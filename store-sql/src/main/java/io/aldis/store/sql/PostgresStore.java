package io.aldis.store.sql;

import io.aldis.server.StoreException;
import io.aldis.server.TrailStore;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a PostgreSQL database, version 14 or newer. Several servers may share it: each reads what the others write, and the messages of a
 * device are delivered by one server at a time. While it cannot be reached every call fails with a {@link StoreException} within seconds;
 * when it can be reached again, calls succeed again.
 */
public final class PostgresStore extends SqlStore {
    private static final Logger log = LoggerFactory.getLogger(PostgresStore.class);

    private final Leases leases;
    private final SqlTrail trail;

    private PostgresStore(PostgresServer server, Leases leases, InstantSource clock) {
        super(
                server,
                PostgresServer.READERS,
                new ClusterMode(leases, new PostgresBindings(server), Presence.leased()),
                clock);
        this.leases = leases;
        this.trail = new SqlTrail(new PostgresTrail(server));
    }

    /** As {@link #open(String, String, String, Duration)}, with the default lease of 40 s. */
    public static PostgresStore open(String url, String user, String password) {
        return open(url, user, password, Leases.USUAL);
    }

    /**
     * Connects, and creates or migrates the tables. Blocks.
     *
     * @param url {@code postgresql://host:port/database}, with {@code ?sslmode=verify-full} for TLS
     * @param password empty where the server asks for none, or where it is in {@code ~/.pgpass}
     * @param lease after which the devices of a server that has died are taken over: longer than any transaction of ours (64 * T1)
     * @throws StoreException when the server cannot be reached or its tables were written by a newer Aldis
     * @throws IllegalArgumentException when the URL has another form
     */
    public static PostgresStore open(String url, String user, String password, Duration lease) {
        return open(new PostgresSource(url, user, password), lease, InstantSource.system());
    }

    /** Login of a database user. @param password empty where the server asks for none, or where it is in {@code ~/.pgpass} */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /** As the others. @throws StoreException also when the database has no tables of Aldis and {@code missing} is an error */
    public static PostgresStore open(String url, Login login, Duration lease, Missing missing) {
        var source = new PostgresSource(url, login.user(), login.password());
        return open(source, lease, InstantSource.system(), missing);
    }

    static PostgresStore open(PostgresSource source, Duration lease, InstantSource clock) {
        return open(source, lease, clock, Missing.IS_MADE);
    }

    private static PostgresStore open(PostgresSource source, Duration lease, InstantSource clock, Missing missing) {
        var server = new PostgresServer(source);
        try {
            if (missing == Missing.IS_AN_ERROR) Schema.checkIsThere(server);
            Schema.prepare(server);
            return new PostgresStore(server, new Leases(server, lease), clock);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public TrailStore trail() {
        return trail;
    }

    /** Also returns the leases, so that other servers may deliver to the devices at once. */
    @Override
    public void close() {
        try {
            leases.end();
        } catch (StoreException e) {
            log.warn("leases on devices were not returned; other servers wait until they expire: {}", e.getMessage());
        }
        trail.close();
        super.close();
    }
}
