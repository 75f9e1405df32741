package io.aldis.store.sql;

import io.aldis.server.ChangeFeed;
import io.aldis.server.Registered;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * Versions of bindings, as rows of {@code binding_change}. Writers hold one lock until their commit, so versions grow in the order of the
 * commits: a reader that has seen a version has seen all lower ones. A server does not read its own changes again.
 */
final class PostgresBindings implements SharedBindings {
    private static final String NOTE = """
            WITH tick AS (UPDATE binding_clock SET sequence = sequence + 1 RETURNING sequence)
            INSERT INTO binding_change (domain, user_name, sequence, author, changed)
            SELECT ?, ?, sequence, ?, CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) FROM tick
            ON CONFLICT (domain, user_name)
            DO UPDATE SET sequence = excluded.sequence, author = excluded.author, changed = excluded.changed
            RETURNING sequence""";
    private static final String ROWS = """
            SELECT coalesce(c.sequence, 0) AS aor_version, b.*
            FROM (SELECT ?::text AS domain, ?::text AS user_name) a
            LEFT JOIN binding_change c ON c.domain = a.domain AND c.user_name = a.user_name
            LEFT JOIN binding b ON b.domain = a.domain AND b.user_name = a.user_name
            ORDER BY b.place""";
    private static final String LATEST = "SELECT sequence FROM binding_clock";
    private static final String CHANGED = """
            SELECT c.domain, c.user_name, c.sequence AS aor_version, b.place, b.contact, b.parameters, b.expires,
              b.call_id, b.cseq, b.path, b.received, b.way, b.updated, b.began, b.user_agent, b.device
            FROM binding_change c LEFT JOIN binding b ON b.domain = c.domain AND b.user_name = c.user_name
            WHERE c.sequence > ? AND c.author <> ? ORDER BY c.domain, c.user_name, b.place""";

    /**
     * Deletes versions of AORs that changed seven days ago and have no binding. A server that was disconnected for longer misses only that
     * bindings were removed; in its memory they expire by themselves.
     */
    private static final String TIDY = """
            DELETE FROM binding_change WHERE (domain, user_name) IN
              (SELECT c.domain, c.user_name FROM binding_change c
               WHERE c.changed < CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) - 7 * 86400000
                 AND NOT EXISTS (SELECT 1 FROM binding b WHERE b.domain = c.domain AND b.user_name = c.user_name)
               ORDER BY c.sequence LIMIT 200)""";

    private record News(Aor aor, Registered registered) {}

    private final Database database;
    private final String author = UUID.randomUUID().toString();
    private final List<ChangeWatch<?>> watches = new CopyOnWriteArrayList<>();

    PostgresBindings(Database database) {
        this.database = database;
    }

    @Override
    public long note(Connection to, Aor aor, long before) throws SQLException {
        return Sql.number(to, NOTE, aor.domain(), aor.user(), author);
    }

    @Override
    public String rows() {
        return ROWS;
    }

    @Override
    public void tidy(Connection to) throws SQLException {
        Sql.update(to, TIDY);
    }

    @Override
    public String version() {
        return "coalesce((SELECT c.sequence FROM binding_change c WHERE c.domain = b.domain AND c.user_name = b.user_name), 0)";
    }

    @Override
    public ChangeFeed.Watch watch(BiConsumer<Aor, Registered> changed) {
        var watched = new WatchedTable<>("bindings", LATEST, LATEST, this::since);
        var watch = new ChangeWatch<News>(
                database,
                watched,
                all -> {
                    all.forEach(news -> changed.accept(news.aor(), news.registered()));
                    return CompletableFuture.completedFuture(true);
                },
                ChangeWatch.Beginning.NONE,
                watches::remove);
        watches.add(watch);
        return watch;
    }

    /** Reads the version first, so that a change that is committed meanwhile is reported twice rather than never. */
    private WatchedTable.Seen<News> since(Connection from, long sequence) throws SQLException {
        long latest = Sql.number(from, LATEST);
        List<News> changed = Sql.query(
                from,
                CHANGED,
                rows -> {
                    var all = new ArrayList<News>();
                    BindingRows.handOver(rows, (aor, registered) -> all.add(new News(aor, registered)));
                    return all;
                },
                sequence,
                author);
        return new WatchedTable.Seen<>(changed, latest);
    }

    @Override
    public void close() {
        watches.forEach(ChangeWatch::close);
    }
}
