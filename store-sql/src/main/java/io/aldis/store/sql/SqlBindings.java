package io.aldis.store.sql;

import io.aldis.server.AccountStore;
import io.aldis.server.Answer;
import io.aldis.server.Binding;
import io.aldis.server.BindingStore;
import io.aldis.server.Registered;
import io.aldis.server.Step;
import io.aldis.server.StoreException;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bindings in SQL. The flow of a binding is not written, since connections end with the process. */
final class SqlBindings implements BindingStore {
    private static final Logger log = LoggerFactory.getLogger(SqlBindings.class);
    private static final String ONE = " WHERE domain = ? AND user_name = ?";
    private static final String KNOWN = "SELECT * FROM binding" + ONE;
    private static final String PUT = """
            INSERT INTO binding
              (domain, user_name, place, contact, parameters, expires, call_id, cseq, path, received, way, updated,
               began, user_agent, device)
            SELECT domain, user_name, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM account WHERE domain = ? AND user_name = ?
            ON CONFLICT (domain, user_name, place) DO UPDATE SET
              contact = excluded.contact, parameters = excluded.parameters, expires = excluded.expires,
              call_id = excluded.call_id, cseq = excluded.cseq, path = excluded.path, received = excluded.received,
              way = excluded.way, updated = excluded.updated, began = excluded.began, user_agent = excluded.user_agent, device = excluded.device""";

    /** Deletes rows that expired a day ago. Rows that expired later are kept for the next start ({@link BindingStore#readAll}), or replaced when their AOR registers again. */
    private static final String TIDY = """
            DELETE FROM binding WHERE (domain, user_name, place) IN
              (SELECT domain, user_name, place FROM binding WHERE expires <= ? ORDER BY expires LIMIT 200)""";

    static final int BETWEEN_TIDYING = 100;

    private final Database database;
    private final Writer writer;
    private final SharedBindings shared;
    private final InstantSource clock;
    private int changes; // only on the writer's thread

    SqlBindings(Database database, Writer writer, SharedBindings shared, InstantSource clock) {
        this.database = database;
        this.writer = writer;
        this.shared = shared;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Step<Registered>> change(Aor aor, Function<List<Binding>, Step<List<Binding>>> change) {
        return writer.submit(to -> {
            if (++changes % BETWEEN_TIDYING == 0) tidy(to);
            Map<Integer, Binding> rows = rows(to, aor);
            Step<List<Binding>> changed = changed(aor, rows, change);
            if (!(changed instanceof Step.Go<List<Binding>>(List<Binding> after)))
                return changed.then(_ -> Step.go(Registered.NOTHING));
            return Step.go(new Registered(after, write(to, aor, rows, after)));
        });
    }

    /** Deletes up to 200 old rows, once in {@link #BETWEEN_TIDYING} changes. */
    private void tidy(Connection to) throws SQLException {
        Sql.update(to, TIDY, clock.instant().minus(EXPIRED_KEPT).toEpochMilli());
        shared.tidy(to);
    }

    /** Applies the change to the live bindings. An exception fails only this change (500); the rest of the group is written. */
    private Step<List<Binding>> changed(
            Aor aor, Map<Integer, Binding> rows, Function<List<Binding>, Step<List<Binding>>> change) {
        Instant now = clock.instant();
        try {
            return change.apply(
                    rows.values().stream().filter(each -> each.liveAt(now)).toList());
        } catch (RuntimeException e) {
            log.error("a change of the bindings of {} failed with an internal error", aor, e);
            return Step.stop(Answer.of(500));
        }
    }

    private static Map<Integer, Binding> rows(Connection to, Aor aor) throws SQLException {
        return Sql.query(
                to,
                KNOWN,
                rows -> {
                    var known = new TreeMap<Integer, Binding>();
                    while (rows.next()) known.put(rows.getInt("place"), BindingRows.binding(rows));
                    return known;
                },
                aor.domain(),
                aor.user());
    }

    /** Writes the rows that differ. @return the version */
    private long write(Connection to, Aor aor, Map<Integer, Binding> before, List<Binding> after) throws SQLException {
        for (int place = 0; place < after.size(); place++)
            if (!after.get(place).equals(before.get(place))) put(to, aor, place, after.get(place));
        if (before.keySet().stream().anyMatch(place -> place >= after.size()))
            Sql.update(to, "DELETE FROM binding" + ONE + " AND place >= ?", aor.domain(), aor.user(), after.size());
        return shared.note(to, aor);
    }

    /** Inserts nothing when the account has been removed meanwhile. */
    private static void put(Connection to, Aor aor, int place, Binding binding) throws SQLException {
        Sql.update(
                to,
                PUT,
                place,
                binding.contact().text(),
                binding.parameters(),
                binding.expires().toEpochMilli(),
                binding.callId(),
                binding.cseq(),
                String.join("\n", binding.path()),
                binding.received(),
                binding.way(),
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
        String all = "SELECT b.*, " + shared.version() + " AS version FROM binding b ORDER BY domain, user_name, place";
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

    @Override
    public AccountStore.Watch watch(BiConsumer<Aor, Registered> changed) throws StoreException {
        return shared.watch(changed);
    }
}
