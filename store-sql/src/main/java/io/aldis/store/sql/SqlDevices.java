package io.aldis.store.sql;

import io.aldis.server.Device;
import io.aldis.server.DeviceStore;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Devices in SQL. */
final class SqlDevices implements DeviceStore {
    private static final String SEEN = """
            INSERT INTO device (domain, user_name, device, seen) VALUES (?, ?, ?, ?)
            ON CONFLICT (domain, user_name, device) DO UPDATE SET seen = excluded.seen""";
    private static final String HAND_OVER =
            "UPDATE letter_copy SET device = ? WHERE domain = ? AND user_name = ? AND device = ''";
    private static final String KNOWN = """
            SELECT device, seen FROM device WHERE domain = ? AND user_name = ? AND seen >= ?
            ORDER BY seen DESC, device""";
    private static final String LETTERS =
            "SELECT letter FROM letter_copy WHERE domain = ? AND user_name = ? AND device = ?";

    private final Reader reader;
    private final Writer writer;

    SqlDevices(Reader reader, Writer writer) {
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public CompletionStage<Void> seen(Aor account, List<String> devices, Instant at) {
        return writer.submit(to -> {
                    for (String device : devices)
                        Sql.update(to, SEEN, account.domain(), account.user(), device, at.toEpochMilli());
                    return Sql.update(to, HAND_OVER, devices.getFirst(), account.domain(), account.user());
                })
                .thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<List<Known>> devices(Aor account, Instant since) {
        return reader.read(from -> known(from, account, since));
    }

    static List<Known> known(Connection from, Aor account, Instant since) throws SQLException {
        return Sql.query(
                from,
                KNOWN,
                rows -> {
                    var known = new ArrayList<Known>();
                    while (rows.next())
                        known.add(new Known(
                                new Device(account, rows.getString("device")),
                                Instant.ofEpochMilli(rows.getLong("seen"))));
                    return known;
                },
                account.domain(),
                account.user(),
                since.toEpochMilli());
    }

    @Override
    public CompletionStage<Boolean> forget(Device device) {
        return writer.submit(to -> {
            Aor account = device.account();
            for (long letter : Sql.numbers(to, LETTERS, account.domain(), account.user(), device.id()))
                Copies.remove(to, device, letter);
            String sql = "DELETE FROM device WHERE domain = ? AND user_name = ? AND device = ?";
            return Sql.update(to, sql, account.domain(), account.user(), device.id()) > 0;
        });
    }
}
