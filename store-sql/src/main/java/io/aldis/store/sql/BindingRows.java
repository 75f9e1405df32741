package io.aldis.store.sql;

import io.aldis.server.Binding;
import io.aldis.server.Registered;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Reads rows of {@code binding}, ordered by AOR and place, with the version of their AOR or of their own. */
final class BindingRows {
    /** The column of the version in the queries; that of the table is the version with which the row was written. */
    static final String VERSION = "aor_version";

    private BindingRows() {}

    /** Calls {@code each} once for every AOR in the rows. */
    static void handOver(ResultSet rows, BiConsumer<Aor, Registered> each) throws SQLException {
        boolean more = rows.next();
        while (more) {
            Aor aor = Aors.read(rows);
            long version = 0;
            var bindings = new ArrayList<Binding>();
            do {
                version = Math.max(version, rows.getLong(VERSION));
                read(rows).ifPresent(bindings::add);
                more = rows.next();
            } while (more && Aors.isAt(rows, aor));
            each.accept(aor, new Registered(bindings, version));
        }
    }

    /** Absent where an AOR has a version and no bindings. */
    static Optional<Binding> read(ResultSet row) throws SQLException {
        return row.getString("contact") == null ? Optional.empty() : Optional.of(binding(row));
    }

    /** What the table keeps of a binding: no flow, and times in milliseconds. */
    static Binding asStored(Binding binding) {
        return new Binding(
                binding.contact(),
                binding.parameters(),
                binding.expires().truncatedTo(ChronoUnit.MILLIS),
                binding.callId(),
                binding.cseq(),
                binding.path(),
                binding.received(),
                binding.clusterRoute(),
                "",
                binding.updated().truncatedTo(ChronoUnit.MILLIS),
                binding.began().truncatedTo(ChronoUnit.MILLIS),
                binding.userAgent(),
                binding.device());
    }

    private static Binding binding(ResultSet row) throws SQLException {
        String path = row.getString("path");
        return new Binding(
                SipUri.parse(row.getString("contact")),
                row.getString("parameters"),
                Instant.ofEpochMilli(row.getLong("expires")),
                row.getString("call_id"),
                row.getLong("cseq"),
                path.isEmpty() ? List.of() : List.of(path.split("\n", -1)),
                row.getString("received"),
                row.getString("way"),
                "",
                Instant.ofEpochMilli(row.getLong("updated")),
                Instant.ofEpochMilli(row.getLong("began")),
                row.getString("user_agent"),
                row.getString("device"));
    }
}
