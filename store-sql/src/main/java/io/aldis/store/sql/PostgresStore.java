package io.aldis.store.sql;

import io.aldis.server.StoreException;
import io.aldis.server.TrailStore;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database of PostgreSQL, 14 or newer. Several servers may share it: what one writes the others read, and the letters of a device are
 * delivered by one of them at a time. While it cannot be reached every call ends with a {@link StoreException} within seconds;
 * as soon as it can, calls succeed again.
 */
public final class PostgresStore extends SqlStore {
    private static final Logger log = LoggerFactory.getLogger(PostgresStore.class);

    private final Leases leases;
    private final SqlTrail trail;

    private PostgresStore(PostgresServer server, Leases leases, InstantSource clock) {
        super(
                server,
                PostgresServer.READERS,
                new Sharing(leases, new PostgresBindings(server), Presence.leased()),
                clock);
        this.leases = leases;
        this.trail = new SqlTrail(new PostgresTrail(server));
    }

    /** As the other, with the lease that fits the usual timers: 40 s. */
    public static PostgresStore open(String url, String user, String password) {
        return open(url, user, password, Leases.USUAL);
    }

    /**
     * Connects; makes the tables where they are not there yet.
     *
     * @param url {@code postgresql://host:port/database}, with {@code ?sslmode=verify-full} for TLS
     * @param password empty where the server asks for none, or where it stands in {@code ~/.pgpass}
     * @param lease after which the devices of a server that has died are taken over: longer than any transaction of ours (64 * T1)
     * @throws StoreException when the server cannot be reached or its tables were written by a newer Aldis
     * @throws IllegalArgumentException when the URL is another one
     */
    public static PostgresStore open(String url, String user, String password, Duration lease) {
        return open(new PostgresSource(url, user, password), lease, InstantSource.system());
    }

    /** Who logs in. @param password empty where the server asks for none, or where it stands in {@code ~/.pgpass} */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /** As the other; where the database has no tables of ours and none are to be made, none are. */
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

    /** Also lets other servers have the devices of this one at once. */
    @Override
    public void close() {
        try {
            leases.end();
        } catch (StoreException e) {
            log.warn("devices are left to other servers only later: {}", e.getMessage());
        }
        trail.close();
        super.close();
    }
}
