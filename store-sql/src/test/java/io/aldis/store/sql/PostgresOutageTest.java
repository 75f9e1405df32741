package io.aldis.store.sql;

import static io.aldis.server.StoredMessages.NOW;
import static io.aldis.server.StoredMessages.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aldis.server.Account;
import io.aldis.server.ChangeFeedContract;
import io.aldis.server.Device;
import io.aldis.server.MailboxEntry;
import io.aldis.server.Quota;
import io.aldis.server.StoreException;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessages;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A PostgreSQL server that stops, restarts, or is silent: every call ends with an error, and this process needs no restart. */
@Timeout(90)
class PostgresOutageTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static final Aor ALICE = Aor.parse("sip:alice@example.com");
    private static final Device PHONE = new Device(ALICE, "<urn:uuid:a>");
    private static final Account ACCOUNT = new Account(ALICE, Map.of("MD5", "939e7578ed9e3c518a452acee763bce9"));

    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    private static CompletionStage<StoreResult> keep(SqlStore store, String body) {
        return store.mailboxes()
                .keep(StoredMessages.text(body), StoredMessages.to(PHONE.id()), new Quota(10_000, 1 << 30, 10_000, 10));
    }

    private static List<Long> ids(SqlStore store) {
        return get(store.mailboxAdmin().messages(ALICE, 0, 10_000)).stream()
                .map(MailboxEntry::id)
                .toList();
    }

    private static void saysWithinSeconds(String sentence, CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture())
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(StoreException.class)
                .withMessageContaining(sentence);
    }

    @Test
    void stoppedDatabaseFailsEveryCallAndRecovers() throws Exception {
        BlockingQueue<Set<Aor>> heard = new ArrayBlockingQueue<>(100);
        try (var store = POSTGRES.store();
                var _ = store.changes().follow(ChangeFeedContract.hearing(heard))) {
            get(keep(store, "before"));
            POSTGRES.stop();
            try {
                saysWithinSeconds("cannot be written: ", keep(store, "while"));
                saysWithinSeconds("cannot be written: there is no connection", keep(store, "while"));
                saysWithinSeconds("cannot be read: ", store.mailboxAdmin().messages(ALICE, 0, 10));
                saysWithinSeconds(
                        "cannot be written: there is no connection",
                        store.mailboxes().pending(PHONE, NOW, 9));
                assertThatThrownBy(() -> store.accounts().find(ALICE)).isInstanceOf(StoreException.class);
                assertThatThrownBy(() -> store.accounts().put(ACCOUNT)).isInstanceOf(StoreException.class);
            } finally {
                POSTGRES.start();
            }
            get(keep(store, "after"));
            assertThat(ids(store)).hasSize(2);
            try (var elsewhere = POSTGRES.store()) {
                elsewhere.accounts().put(ACCOUNT);
            }
            assertThat(heard.poll(20, TimeUnit.SECONDS)).containsExactly(ALICE);
            assertThat(store.accounts().find(ALICE)).contains(ACCOUNT);
        }
    }

    @Test
    void databaseRestartBetweenTwoCallsFailsNoChange() {
        try (var store = POSTGRES.store()) {
            get(keep(store, "before"));
            POSTGRES.stop();
            POSTGRES.start();
            get(keep(store, "after"));
        }
    }

    @Test
    void messageAcceptedBeforeACrashIsKept() throws Exception {
        try (var store = POSTGRES.store()) {
            List<Long> accepted = new ArrayList<>();
            List<CompletionStage<StoreResult>> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) all.add(keep(store, "message " + i));
            get(all.getFirst());
            POSTGRES.crash();
            for (var each : all) kept(each).ifPresent(accepted::add);
            POSTGRES.start();
            assertThat(accepted).isNotEmpty();
            await().atMost(LONG)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(ids(store)).containsAll(accepted));
        }
    }

    private static Optional<Long> kept(CompletionStage<StoreResult> stage) {
        try {
            return get(stage) instanceof StoreResult.Kept(long id, var devices) && !devices.isEmpty()
                    ? Optional.of(id)
                    : Optional.empty();
        } catch (CompletionException _) {
            return Optional.empty(); // 503: nobody was promised anything
        }
    }

    @Test
    void databaseLockOfAnotherSessionTimesOut() throws Exception {
        try (var store = POSTGRES.store();
                var operator = POSTGRES.source().patient().getConnection()) {
            operator.setAutoCommit(false);
            Sql.run(operator, "LOCK TABLE letter IN ACCESS EXCLUSIVE MODE");
            saysWithinSeconds("cannot be written: it has not answered in time", keep(store, "while"));
            saysWithinSeconds(
                    "cannot be read: it has not answered in time",
                    store.mailboxAdmin().messages(ALICE, 0, 10));
            operator.rollback();
            get(keep(store, "after"));
            assertThat(ids(store)).hasSize(1);
        }
    }

    @Test
    void deadConnectionIsReplaced() throws Exception {
        try (var line = new Line(POSTGRES.port());
                var store = POSTGRES.store(POSTGRES.source(line.port()))) {
            get(keep(store, "before"));
            line.die();
            var write = keep(store, "while");
            var read = store.mailboxAdmin().messages(ALICE, 0, 10);
            saysWithinSeconds("cannot be written: there is no connection", write);
            saysWithinSeconds("cannot be read: there is no connection", read);
            line.heal();
            get(keep(store, "after"));
            assertThat(ids(store)).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void absentDatabaseServerIsReportedAtTheStart() {
        var nowhere = new PostgresSource("postgresql://localhost:1/aldis", "aldis", "");
        assertThatThrownBy(() -> POSTGRES.store(nowhere))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("postgresql://localhost:1/aldis cannot be opened: there is no connection: ");
    }

    @Test
    void missingDatabaseIsReportedAtTheStart() {
        var other = new PostgresSource("postgresql://localhost:" + POSTGRES.port() + "/other", "postgres", "");
        assertThatThrownBy(() -> POSTGRES.store(other))
                .isInstanceOf(StoreException.class)
                .hasMessageEndingWith("/other cannot be opened: there is no such database");
    }
}
