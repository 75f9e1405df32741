package io.aldis.store.sql;

import io.aldis.server.StoreException;
import io.aldis.server.TrailStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a PostgreSQL database, version 14 or newer. Several servers may share it: each reads what the others write, and the messages of a
 * device are delivered by one server at a time. While it cannot be reached every call fails with a {@link StoreException} within seconds;
 * when it can be reached again, calls succeed again.
 */
public final class PostgresStore extends SqlStore {
    private static final Logger log = LoggerFactory.getLogger(PostgresStore.class);

    /** How long the connection of a server that was killed may last. */
    private static final long ENDS_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final Leases leases;
    private final SqlTrail trail;

    private PostgresStore(PostgresServer server, Leasing leasing, InstantSource clock) {
        var leases = new Leases(server, leasing.length(), leasing.server());
        super(
                server,
                PostgresServer.READERS,
                new ClusterMode(leases, new PostgresBindings(server), Presence.leased(), leasing.server()),
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

    /**
     * Leases on devices.
     *
     * @param length after which the devices of a server that has died are taken over: longer than any transaction of ours (64 * T1)
     * @param server id of this server: {@link ServerId#text}
     */
    public record Leasing(Duration length, String server) {
        static Leasing of(Duration length) {
            return new Leasing(length, ServerId.random());
        }
    }

    /** Login of a database user. @param password empty where the server asks for none, or where it is in {@code ~/.pgpass} */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /** As the others. @throws StoreException also when the database has no tables of Aldis and {@code missing} is an error */
    public static PostgresStore open(String url, Login login, Leasing leasing, Missing missing) {
        var source = new PostgresSource(url, login.user(), login.password());
        return open(source, leasing, InstantSource.system(), missing);
    }

    static PostgresStore open(PostgresSource source, Duration lease, InstantSource clock) {
        return open(source, Leasing.of(lease), clock, Missing.IS_MADE);
    }

    static PostgresStore open(PostgresSource source, Leasing leasing, InstantSource clock, Missing missing) {
        var server = new PostgresServer(source);
        try {
            if (missing == Missing.IS_AN_ERROR) Schema.checkIsThere(server);
            Schema.prepare(server);
            return new PostgresStore(
                    server, isFree(server, leasing.server()) ? leasing : Leasing.of(leasing.length()), clock);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /**
     * Whether no connection to the database belongs to a server of that id: its data directory may have been copied. The connection of one that
     * was killed is closed by the kernel, which PostgreSQL notices within milliseconds, 20 s when its machine has died.
     */
    private static boolean isFree(PostgresServer server, String id) {
        long began = System.nanoTime();
        while (server.read(from -> Sql.number(from, Presence.Sign.IS_GIVEN, id)) > 0) {
            if (System.nanoTime() - began > ENDS_NANOS) {
                log.warn(
                        "a server with the id {} of this data directory is running: is the directory a copy? This one has a random id",
                        id);
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
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
