package io.aldis.store.sql;

import io.aldis.server.Binding;
import io.aldis.server.BindingStore;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** Bindings in SQL. The flow is not written: no connection outlives its process. */
final class SqlBindings implements BindingStore {
    private static final String INSERT = """
            INSERT INTO binding
              (domain, user_name, place, contact, parameters, expires, call_id, cseq, path, received, updated)
            SELECT domain, user_name, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM account WHERE domain = ? AND user_name = ?""";

    private final Database database;
    private final Writer writer;
    private final InstantSource clock;

    SqlBindings(Database database, Writer writer, InstantSource clock) {
        this.database = database;
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Void> replace(Aor aor, List<Binding> bindings) {
        List<Binding> all = List.copyOf(bindings);
        return writer.submit(to -> {
                    Sql.update(to, "DELETE FROM binding WHERE domain = ? AND user_name = ?", aor.domain(), aor.user());
                    for (int place = 0; place < all.size(); place++) insert(to, aor, place, all.get(place));
                    return all.size();
                })
                .thenAccept(_ -> {});
    }

    /** Inserts nothing when the account has been removed meanwhile. */
    private static void insert(Connection to, Aor aor, int place, Binding binding) throws SQLException {
        Sql.update(
                to,
                INSERT,
                place,
                binding.contact().text(),
                binding.parameters(),
                binding.expires().toEpochMilli(),
                binding.callId(),
                binding.cseq(),
                String.join("\n", binding.path()),
                binding.received(),
                binding.updated().toEpochMilli(),
                aor.domain(),
                aor.user());
    }

    @Override
    public void readAll(BiConsumer<Aor, List<Binding>> each) {
        long now = clock.millis();
        writer.write(to -> Sql.update(to, "DELETE FROM binding WHERE expires <= ?", now));
        database.read(to -> Sql.query(to, "SELECT * FROM binding ORDER BY domain, user_name, place", rows -> {
            handOver(rows, each);
            return true;
        }));
    }

    private static void handOver(ResultSet rows, BiConsumer<Aor, List<Binding>> each) throws SQLException {
        boolean more = rows.next();
        while (more) {
            Aor aor = Aors.read(rows);
            var bindings = new ArrayList<Binding>();
            do {
                bindings.add(binding(rows));
                more = rows.next();
            } while (more && Aors.isAt(rows, aor));
            each.accept(aor, List.copyOf(bindings));
        }
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
                "",
                Instant.ofEpochMilli(row.getLong("updated")));
    }
}
