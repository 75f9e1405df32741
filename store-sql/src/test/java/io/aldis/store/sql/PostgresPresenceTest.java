package io.aldis.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.server.Account;
import io.aldis.server.ChangeFeed;
import io.aldis.server.ChangeFeed.Propagation;
import io.aldis.sip.Aor;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Commands wait for servers with an open connection. A killed process is tested by {@code DeadServerTest} of the module app. */
@Timeout(120)
class PostgresPresenceTest {
    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OTHERS = "FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND pid IN"
            + " (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2)";

    private static void put(SqlStore store, String user) {
        store.accounts().put(new Account(Aor.parse("sip:" + user + "@example.com"), Map.of()));
    }

    private static ChangeFeed.Follower done() {
        return aors -> CompletableFuture.completedFuture(true);
    }

    @Test
    void propagationWaitsForAServerThatLostItsConnection() throws SQLException {
        try (var server = POSTGRES.store();
                var command = POSTGRES.store();
                var _ = server.changes().follow(done())) {
            for (int i = 0; i < 5; i++) {
                POSTGRES.sql("SELECT pg_terminate_backend(pid) " + OTHERS);
                put(command, "user" + i);
                assertThat(command.changes().awaitPropagation(PATIENCE)).isEqualTo(new Propagation(1, 0));
            }
        }
    }

    @Test
    void rowOfAKilledServerIsAwaitedOnlyOnce() throws SQLException {
        try (var command = POSTGRES.store()) {
            command.accounts().list(java.util.List.of());
            command.writer()
                    .write(to -> Sql.update(
                            to,
                            "INSERT INTO server_progress (server, process, applied, until) VALUES ('dead', 'dead', 0, "
                                    + Leases.NOW + " + 100000)"));
            put(command, "first");
            assertThat(command.changes().awaitPropagation(PATIENCE)).isEqualTo(new Propagation(0, 0));
            assertThat(rows(command)).isZero();
        }
    }

    @Test
    void serverWhoseRowWasRemovedWritesItAgain() throws SQLException {
        try (var server = POSTGRES.store();
                var command = POSTGRES.store();
                var _ = server.changes().follow(done())) {
            command.writer().write(to -> Sql.update(to, "DELETE FROM server_progress"));
            POSTGRES.sql("SELECT pg_terminate_backend(pid) " + OTHERS);
            await().atMost(PATIENCE).until(() -> rows(command) == 1);
            put(command, "late");
            assertThat(command.changes().awaitPropagation(PATIENCE)).isEqualTo(new Propagation(1, 0));
        }
    }

    private static long rows(SqlStore store) {
        return store.writer().write(to -> Sql.number(to, "SELECT count(*) FROM server_progress"));
    }
}
