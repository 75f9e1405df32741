package io.aldis.store.sql;

import io.aldis.server.AccountStore;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks ten times a second whether accounts have changed, on a connection and a thread of its own. {@code data_version} is a
 * look into shared memory that says whether anyone else has committed anything; only then is the table asked.
 */
final class AccountWatch implements AccountStore.Watch {
    private static final Logger log = LoggerFactory.getLogger(AccountWatch.class);
    private static final int PAUSE_MILLIS = 100;

    private final SqliteFile file;
    private final Consumer<Set<Aor>> changed;
    private final Consumer<AccountWatch> ended;
    private final Connection connection;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private final Thread thread;
    private long version;
    private long sequence;
    private boolean failing;

    /** Changes that are committed after this will be noticed. */
    AccountWatch(SqliteFile file, Consumer<Set<Aor>> changed, Consumer<AccountWatch> ended) {
        this.file = file;
        this.changed = changed;
        this.ended = ended;
        try {
            this.connection = file.connect();
            this.version = version();
            this.sequence = Sql.number(connection, "SELECT sequence FROM account_clock");
        } catch (SQLException e) {
            throw Failure.of("watched", file.path(), e);
        }
        this.thread = Thread.ofPlatform().daemon().name("aldis-account-watch").unstarted(this::run);
        thread.start();
    }

    private void run() {
        try (connection) {
            while (!closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) look();
        } catch (InterruptedException | SQLException e) {
            log.warn("the watch over the accounts in {} has ended", file.path(), e);
        } finally {
            over.complete(true);
        }
    }

    private void look() {
        try {
            long seen = version();
            if (seen != version) tell(changesSinceLast());
            version = seen;
            failing = false;
        } catch (SQLException | RuntimeException e) {
            if (!failing) log.warn("the accounts in {} cannot be watched now", file.path(), e);
            failing = true;
        }
    }

    private long version() throws SQLException {
        return Sql.number(connection, "PRAGMA data_version");
    }

    private Set<Aor> changesSinceLast() throws SQLException {
        String sql = "SELECT domain, user_name, sequence FROM account_change WHERE sequence > ? ORDER BY sequence";
        var aors = new HashSet<Aor>();
        sequence = Sql.query(connection, sql, rows -> collect(rows, aors), sequence);
        return aors;
    }

    /** @return the sequence of the last */
    private long collect(ResultSet rows, Set<Aor> aors) throws SQLException {
        long last = sequence;
        while (rows.next()) {
            aors.add(Aors.read(rows));
            last = rows.getLong("sequence");
        }
        return last;
    }

    private void tell(Set<Aor> aors) {
        if (aors.isEmpty() || closing.getCount() == 0) return;
        try {
            changed.accept(Set.copyOf(aors));
        } catch (RuntimeException e) {
            log.error("a watcher of accounts failed", e);
        }
    }

    /** After this no call begins; one that is under way is waited for, unless it is the one that closes. */
    @Override
    public void close() {
        ended.accept(this);
        closing.countDown();
        if (Thread.currentThread() != thread) over.join();
    }
}
