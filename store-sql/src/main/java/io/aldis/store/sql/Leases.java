package io.aldis.store.sql;

import io.aldis.server.Device;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Leases on devices, as rows of {@code lease}. A server takes or renews the lease when it reads messages for the device, and returns it when
 * there are none. The lease of a server that has died expires. All times are those of the database: the clocks of servers need not agree.
 */
final class Leases implements Turns {
    /** Default length, longer than any attempt to deliver: a transaction ends after 64 * T1 = 32 s (RFC 3261 §17.1.2.2). */
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
    private final String holder;

    /** @param holder id of this server. Leases under it are those of its former life, and count as its own. */
    Leases(PostgresServer server, Duration length, String holder) {
        this.server = server;
        this.length = length;
        this.holder = holder;
    }

    /** Runs the work again once the lease is taken: the last holder may have delivered that message meanwhile. */
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

    /** Expired leases of other servers. Deletes those that expired two hours ago: the next delivery to the device makes a new one. */
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

    /** Returns all leases of this server. */
    void end() {
        server.change(to -> Sql.update(to, "DELETE FROM lease WHERE holder = ?", holder));
    }
}
