package io.aldis.store.sql;

import io.aldis.server.Binding;
import io.aldis.server.BindingStore;
import io.aldis.server.Registered;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** Bindings in SQL. The flow of a binding is not written, since connections end with the process. */
final class SqlBindings implements BindingStore {
    private static final String ONE = " WHERE domain = ? AND user_name = ?";
    private static final String PUT = """
            INSERT INTO binding
              (domain, user_name, place, version, contact, parameters, expires, call_id, cseq, path, received, way, updated,
               began, user_agent, device)
            SELECT domain, user_name, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM account WHERE domain = ? AND user_name = ?
            ON CONFLICT (domain, user_name, place) DO UPDATE SET
              version = excluded.version, contact = excluded.contact, parameters = excluded.parameters, expires = excluded.expires,
              call_id = excluded.call_id, cseq = excluded.cseq, path = excluded.path, received = excluded.received,
              way = excluded.way, updated = excluded.updated, began = excluded.began, user_agent = excluded.user_agent, device = excluded.device""";

    /** Deletes rows that expired a day ago. Rows that expired later are kept for the next start ({@link BindingStore#readAll}), or replaced when their AOR registers again. */
    private static final String TIDY = """
            DELETE FROM binding WHERE (domain, user_name, place) IN
              (SELECT domain, user_name, place FROM binding WHERE expires <= ? ORDER BY expires LIMIT 200)""";

    static final int BETWEEN_TIDYING = 100;

    private final Database database;
    private final Reader reader;
    private final Writer writer;
    private final SharedBindings shared;
    private final InstantSource clock;
    private int changes; // only on the writer's thread

    SqlBindings(Database database, Reader reader, Writer writer, SharedBindings shared, InstantSource clock) {
        this.database = database;
        this.reader = reader;
        this.writer = writer;
        this.shared = shared;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Registered> read(Aor aor) {
        return reader.read(from -> rows(from, aor).registered());
    }

    @Override
    public CompletionStage<SetResult> compareAndSet(Aor aor, long version, List<Binding> bindings) {
        return writer.submit(to -> {
            if (++changes % BETWEEN_TIDYING == 0) tidy(to);
            Rows before = rows(to, aor);
            if (before.version() != version) return new SetResult(false, before.registered());
            return new SetResult(true, new Registered(bindings, write(to, aor, before, bindings)));
        });
    }

    /** Deletes up to 200 old rows, once in {@link #BETWEEN_TIDYING} changes. */
    private void tidy(Connection to) throws SQLException {
        Sql.update(to, TIDY, clock.instant().minus(EXPIRED_KEPT).toEpochMilli());
        shared.tidy(to);
    }

    /** What the table has of an address. @param bindings by their place */
    private record Rows(SortedMap<Integer, Binding> bindings, long version) {
        Registered registered() {
            return new Registered(List.copyOf(bindings.values()), version);
        }

        boolean has(int place, Binding binding) {
            return BindingRows.asStored(binding).equals(bindings.get(place));
        }
    }

    private Rows rows(Connection from, Aor aor) throws SQLException {
        return Sql.query(from, shared.rows(), SqlBindings::rows, aor.domain(), aor.user());
    }

    private static Rows rows(ResultSet rows) throws SQLException {
        var bindings = new TreeMap<Integer, Binding>();
        long version = 0;
        while (rows.next()) {
            version = Math.max(version, rows.getLong(BindingRows.VERSION));
            Optional<Binding> binding = BindingRows.read(rows);
            if (binding.isPresent()) bindings.put(rows.getInt("place"), binding.get());
        }
        return new Rows(bindings, version);
    }

    /** Writes the rows that differ, and one in any case: the version of an address in SQLite is the highest of its rows. @return the version */
    private long write(Connection to, Aor aor, Rows before, List<Binding> after) throws SQLException {
        long version = shared.note(to, aor, before.version());
        boolean written = false;
        for (int place = after.size() - 1; place >= 0; place--) {
            if (before.has(place, after.get(place)) && (place > 0 || written)) continue;
            put(to, aor, place, version, after.get(place));
            written = true;
        }
        if (before.bindings().keySet().stream().anyMatch(place -> place >= after.size()))
            Sql.update(to, "DELETE FROM binding" + ONE + " AND place >= ?", aor.domain(), aor.user(), after.size());
        return after.isEmpty() && !database.shared() ? 0 : version;
    }

    /** Inserts nothing when the account has been removed meanwhile. */
    private static void put(Connection to, Aor aor, int place, long version, Binding binding) throws SQLException {
        Sql.update(
                to,
                PUT,
                place,
                version,
                binding.contact().text(),
                binding.parameters(),
                binding.expires().toEpochMilli(),
                binding.callId(),
                binding.cseq(),
                String.join("\n", binding.path()),
                binding.received(),
                binding.clusterRoute(),
                binding.updated().toEpochMilli(),
                binding.began().toEpochMilli(),
                binding.userAgent(),
                binding.device(),
                aor.domain(),
                aor.user());
    }

    @Override
    public void readAll(BiConsumer<Aor, Registered> each) {
        writer.write(_ -> true); // the changes before it are written
        String all = "SELECT b.*, " + shared.version() + " AS " + BindingRows.VERSION
                + " FROM binding b ORDER BY domain, user_name, place";
        database.read(to -> Sql.query(to, all, rows -> {
            BindingRows.handOver(rows, each);
            return true;
        }));
        long old = clock.instant().minus(EXPIRED_KEPT).toEpochMilli();
        writer.write(to -> Sql.update(to, "DELETE FROM binding WHERE expires <= ?", old));
    }

    @Override
    public boolean shared() {
        return database.shared();
    }
}
