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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks ten times a second whether accounts have changed, on a connection and a thread of its own. What it looks at is quickly seen;
 * only when that has changed is the table asked. A connection that is lost is made anew, and what changed meanwhile is told then.
 */
final class AccountWatch implements AccountStore.Watch {
    private static final Logger log = LoggerFactory.getLogger(AccountWatch.class);
    private static final int PAUSE_MILLIS = 100;
    private static final int PAUSE_AFTER_FAILURE_MILLIS = 500;
    private static final long UNKNOWN = -1;

    private final Database database;
    private final Consumer<Set<Aor>> changed;
    private final Consumer<AccountWatch> ended;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private final Thread thread;
    private @Nullable Connection connection;
    private long version = UNKNOWN; // as this connection counts
    private long sequence;
    private boolean failing;

    /** Changes that are committed after this will be noticed. */
    AccountWatch(Database database, Consumer<Set<Aor>> changed, Consumer<AccountWatch> ended) {
        this.database = database;
        this.changed = changed;
        this.ended = ended;
        try {
            Connection on = connected();
            this.version = version(on);
            this.sequence = Sql.number(on, "SELECT sequence FROM account_clock");
        } catch (SQLException e) {
            throw database.failure("watched", e);
        }
        this.thread = Thread.ofPlatform().daemon().name("aldis-account-watch").unstarted(this::run);
        thread.start();
    }

    private void run() {
        try {
            while (!closing.await(failing ? PAUSE_AFTER_FAILURE_MILLIS : PAUSE_MILLIS, TimeUnit.MILLISECONDS)) look();
        } catch (InterruptedException e) {
            log.warn("the watch over the accounts in {} has ended", database.name(), e);
        } finally {
            disconnect();
            over.complete(true);
        }
    }

    private void look() {
        try {
            Connection on = connected();
            long seen = version(on);
            if (seen != version) tell(changesSinceLast(on));
            version = seen;
            if (failing) log.info("the accounts in {} are watched again", database.name());
            failing = false;
        } catch (SQLException | RuntimeException e) {
            if (!failing) log.warn("the accounts in {} cannot be watched now", database.name(), e);
            failing = true;
            disconnect();
        }
    }

    private Connection connected() throws SQLException {
        Connection known = connection;
        if (known != null) return known;
        Connection fresh = database.connect();
        connection = fresh;
        return fresh;
    }

    private void disconnect() {
        version = UNKNOWN;
        try (var _ = connection) {
            connection = null;
        } catch (SQLException e) {
            log.debug("a lost connection could not be closed", e);
        }
    }

    private long version(Connection on) throws SQLException {
        return Sql.number(on, database.changeCount());
    }

    private Set<Aor> changesSinceLast(Connection on) throws SQLException {
        String sql = "SELECT domain, user_name, sequence FROM account_change WHERE sequence > ? ORDER BY sequence";
        var aors = new HashSet<Aor>();
        sequence = Sql.query(on, sql, rows -> collect(rows, aors), sequence);
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
