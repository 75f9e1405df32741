package io.aldis.store.sql;

import io.aldis.server.Device;
import io.aldis.server.DeviceStore;
import io.aldis.server.DeviceTraits;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Devices in SQL. */
final class SqlDevices implements DeviceStore {
    private static final String SEEN = """
            INSERT INTO device (domain, user_name, device, contact, call_id, user_agent, reached, seen)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (domain, user_name, device) DO UPDATE SET contact = excluded.contact,
            call_id = excluded.call_id, user_agent = excluded.user_agent, seen = excluded.seen,
            reached = CASE excluded.reached WHEN 0 THEN device.reached ELSE excluded.reached END""";
    private static final String MOVED = """
            SELECT count(*) FROM device WHERE domain = ? AND user_name = ? AND device = ? AND contact NOT IN ('', ?)""";
    private static final String PAGE = """
            SELECT * FROM device WHERE (domain, user_name, device) > (?, ?, ?)
            ORDER BY domain, user_name, device LIMIT ?""";
    private static final String UNWANTED = """
            seen < ? AND NOT EXISTS (SELECT 1 FROM letter_copy c WHERE c.domain = device.domain
              AND c.user_name = device.user_name AND c.device = device.device AND c.status <> 2)""";
    private static final String OLD =
            "SELECT domain, user_name, device FROM device WHERE " + UNWANTED + " ORDER BY seen LIMIT ?";
    private static final String REMOVE_OLD =
            "DELETE FROM device WHERE " + UNWANTED + " AND domain = ? AND user_name = ? AND device = ?";

    private final Reader reader;
    private final Writer writer;

    SqlDevices(Reader reader, Writer writer) {
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public CompletionStage<Void> seen(Aor account, List<Sighting> devices, Instant at) {
        return writer.submit(to -> {
                    for (Sighting each : devices)
                        seen(to, new Known(new Device(account, each.id()), each.traits(), each.reached(), at));
                    return true;
                })
                .thenAccept(_ -> {});
    }

    private static void seen(Connection to, Known known) throws SQLException {
        Device device = known.device();
        boolean moved = device.nameless() && hasMoved(to, known);
        put(to, SEEN, known);
        if (moved) PendingCopyRows.removeTaken(to, device);
        PendingCopyRows.offer(to, device);
    }

    private static boolean hasMoved(Connection to, Known known) throws SQLException {
        Device device = known.device();
        String domain = device.account().domain();
        String user = device.account().user();
        return Sql.number(to, MOVED, domain, user, device.id(), known.traits().contact()) > 0;
    }

    private static int put(Connection to, String sql, Known known) throws SQLException {
        Device device = known.device();
        DeviceTraits traits = known.traits();
        return Sql.update(
                to,
                sql,
                device.account().domain(),
                device.account().user(),
                device.id(),
                traits.contact(),
                traits.callId(),
                traits.userAgent(),
                known.reached().ordinal(),
                known.seen().toEpochMilli());
    }

    @Override
    public CompletionStage<List<Known>> devices(Aor account, Instant since) {
        return reader.read(from -> DeviceRows.known(from, account, since));
    }

    @Override
    public CompletionStage<List<Known>> page(Optional<Device> after, int most) {
        return reader.read(from -> Sql.query(
                from,
                PAGE,
                rows -> {
                    var page = new ArrayList<Known>();
                    while (rows.next()) page.add(DeviceRows.read(rows, Aors.read(rows)));
                    return page;
                },
                after.map(device -> device.account().domain()).orElse(""),
                after.map(device -> device.account().user()).orElse(""),
                after.map(Device::id).orElse(""),
                most));
    }

    @Override
    public CompletionStage<Void> importDevice(Known known) {
        return writer.submitDurable(to -> put(to, SEEN + " WHERE device.seen < excluded.seen", known))
                .thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<Integer> purge(Instant since, int most) {
        return reader.read(from -> Sql.query(from, OLD, SqlDevices::devices, since.toEpochMilli(), most))
                .thenCompose(old -> old.isEmpty()
                        ? CompletableFuture.completedFuture(0)
                        : writer.submit(to -> remove(to, old, since)));
    }

    private static List<Device> devices(ResultSet rows) throws SQLException {
        var devices = new ArrayList<Device>();
        while (rows.next()) devices.add(new Device(Aors.read(rows), rows.getString("device")));
        return devices;
    }

    /** Removes the devices, except those that have registered or got a pending copy since they were read. */
    private static int remove(Connection to, List<Device> old, Instant since) throws SQLException {
        int removed = 0;
        for (Device device : old) {
            Aor account = device.account();
            removed += Sql.update(to, REMOVE_OLD, since.toEpochMilli(), account.domain(), account.user(), device.id());
        }
        return removed;
    }

    @Override
    public CompletionStage<Boolean> forget(Device device) {
        return writer.submit(to -> {
            Aor account = device.account();
            PendingCopyRows.removeAll(to, device);
            String sql = "DELETE FROM device WHERE domain = ? AND user_name = ? AND device = ?";
            return Sql.update(to, sql, account.domain(), account.user(), device.id()) > 0;
        });
    }
}
