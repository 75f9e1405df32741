package io.aldis.store.sql;

import io.aldis.server.Device;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.DeviceStore.Reached;
import io.aldis.server.DeviceTraits;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads rows of the table {@code device}. */
final class DeviceRows {
    private static final String KNOWN = """
            SELECT * FROM device WHERE domain = ? AND user_name = ? AND seen >= ?
            ORDER BY seen DESC, device""";

    private DeviceRows() {}

    /** The devices of an account that were seen since then, the latest first. */
    static List<Known> known(Connection from, Aor account, Instant since) throws SQLException {
        return Sql.query(
                from,
                KNOWN,
                rows -> {
                    var known = new ArrayList<Known>();
                    while (rows.next()) known.add(read(rows, account));
                    return known;
                },
                account.domain(),
                account.user(),
                since.toEpochMilli());
    }

    static Known read(ResultSet row, Aor account) throws SQLException {
        var traits = new DeviceTraits(row.getString("contact"), row.getString("call_id"), row.getString("user_agent"));
        return new Known(
                new Device(account, row.getString("device")),
                traits,
                Reached.values()[row.getInt("reached")],
                Instant.ofEpochMilli(row.getLong("seen")));
    }
}
