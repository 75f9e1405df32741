package io.aldis.store.sql;

import io.aldis.server.ChangeFeed;
import io.aldis.sip.Aor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Follows the tables {@code account_change} and, where several servers share the database, {@code binding_change}. */
final class SqlChangeFeed implements ChangeFeed, AutoCloseable {
    private static final String CHANGES =
            "SELECT domain, user_name, sequence FROM account_change WHERE sequence > ? ORDER BY sequence";

    private final Database database;
    private final SharedBindings shared;
    private final ServerProgress progress;
    private final List<ChangeWatch<Aor>> watches = new CopyOnWriteArrayList<>();

    SqlChangeFeed(Database database, Writer writer, ClusterMode sharing) {
        this.database = database;
        this.shared = sharing.bindings();
        this.progress = new ServerProgress(database, writer, sharing.presence(), sharing.server());
    }

    @Override
    public Watch follow(Follower follower) {
        ChangeWatch<Aor> accounts = followAccounts(follower);
        try {
            Watch bindings = shared.watch(follower::bindingsChanged);
            return () -> {
                accounts.close();
                bindings.close();
            };
        } catch (RuntimeException e) {
            accounts.close();
            throw e;
        }
    }

    private ChangeWatch<Aor> followAccounts(Follower follower) {
        var watched = new WatchedTable<>(
                "accounts",
                database.changeCount(),
                "SELECT sequence FROM account_clock",
                (from, after) -> Sql.query(from, CHANGES, rows -> changes(rows, after), after));
        var watch = new ChangeWatch<Aor>(
                database,
                watched,
                aors -> follower.accountsChanged(Set.copyOf(aors)),
                progress::begin,
                watches::remove);
        watches.add(watch);
        return watch;
    }

    private static WatchedTable.Seen<Aor> changes(ResultSet rows, long after) throws SQLException {
        var aors = new ArrayList<Aor>();
        long last = after;
        while (rows.next()) {
            aors.add(Aors.read(rows));
            last = rows.getLong("sequence");
        }
        return new WatchedTable.Seen<>(aors, last);
    }

    @Override
    public Propagation awaitPropagation(Duration patience) {
        return progress.await(patience);
    }

    @Override
    public void close() {
        watches.forEach(ChangeWatch::close);
        shared.close();
    }
}
