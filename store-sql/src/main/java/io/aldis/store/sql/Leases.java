package io.aldis.store.sql;

import io.aldis.server.Device;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Turns as rows of {@code lease}: who has one keeps it by asking for the next letter, and gives it back when there is none. That of
 * a server that has died ends by itself. All times are those of the database, so that the clocks of servers need not agree.
 */
final class Leases implements Turns {
    /** Longer than any attempt to deliver: a transaction ends after 64 * T1 = 32 s (RFC 3261 §17.1.2.2). */
    static final Duration USUAL = Duration.ofSeconds(40);

    static final String NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";
    private static final String TAKE =
            "INSERT INTO lease (domain, user_name, device, holder, until) VALUES (?, ?, ?, ?, "
                    + NOW + " + ?) ON CONFLICT (domain, user_name, device)"
                    + " DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE lease.holder = excluded.holder OR lease.until <= "
                    + NOW;
    private static final String ONE = " WHERE domain = ? AND user_name = ? AND device = ? AND holder ";
    private static final String GIVE_BACK = "DELETE FROM lease" + ONE + "= ?";
    private static final String OTHERS = "SELECT greatest(0, until - " + NOW + ") FROM lease" + ONE + "<> ?";

    private static final String LAPSED = "SELECT domain, user_name, device FROM lease WHERE until <= " + NOW
            + " AND holder <> ? ORDER BY until DESC LIMIT ?";
    private static final String FORGET = "DELETE FROM lease WHERE until <= " + NOW + " - ?";
    private static final Duration LONG_AGO = Duration.ofHours(2);

    private final PostgresServer server;
    private final Duration length;
    private final String holder = UUID.randomUUID().toString();

    Leases(PostgresServer server, Duration length) {
        this.server = server;
        this.length = length;
    }

    /** Looks again once the lease is ours: whoever had it before may have been done with that letter meanwhile. */
    @Override
    public <T> Optional<T> take(Device device, SqlWork<Optional<T>> work) {
        return server.change(to -> {
            Optional<T> found = work.on(to);
            if (found.isPresent()) found = isOurs(to, device) ? work.on(to) : Optional.empty();
            if (found.isEmpty()) giveBack(to, device);
            return found;
        });
    }

    private boolean isOurs(Connection to, Device device) throws SQLException {
        String domain = device.account().domain();
        String user = device.account().user();
        return Sql.update(to, TAKE, domain, user, device.id(), holder, length.toMillis()) > 0;
    }

    @Override
    public void giveBack(Connection to, Device device) throws SQLException {
        Sql.update(to, GIVE_BACK, device.account().domain(), device.account().user(), device.id(), holder);
    }

    @Override
    public long othersFor(Connection from, Device device) throws SQLException {
        return Sql.number(
                from, OTHERS, device.account().domain(), device.account().user(), device.id(), holder);
    }

    /** Those of others. A lease that nobody has taken up is forgotten: whoever registers makes it new. */
    @Override
    public List<Device> abandoned(int most) {
        return server.change(to -> {
            Sql.update(to, FORGET, LONG_AGO.toMillis());
            return Sql.query(
                    to,
                    LAPSED,
                    rows -> {
                        var devices = new ArrayList<Device>();
                        while (rows.next()) devices.add(new Device(Aors.read(rows), rows.getString("device")));
                        return devices;
                    },
                    holder,
                    most);
        });
    }

    /** Gives all back. */
    void end() {
        server.change(to -> Sql.update(to, "DELETE FROM lease WHERE holder = ?", holder));
    }
}
