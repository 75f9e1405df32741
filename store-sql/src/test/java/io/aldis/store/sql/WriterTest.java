package io.aldis.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aldis.server.Account;
import io.aldis.server.Samples;
import io.aldis.server.StoreException;
import io.aldis.sip.Aor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups of changes, and failed writes. */
@Timeout(60)
class WriterTest {
    private static final Aor ALICE = Aor.parse("sip:alice@example.com");
    private static final String HA1 = "939e7578ed9e3c518a452acee763bce9";

    @TempDir
    Path directory;

    private SqliteStore store;
    private volatile long version;

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory);
        store.accounts().put(new Account(ALICE, Map.of("MD5", HA1)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private CompletableFuture<Void> bind(String contact) {
        return bind(ALICE, contact);
    }

    /** From the version of the last set that was written. */
    private CompletableFuture<Void> bind(Aor aor, String contact) {
        return store.bindings()
                .compareAndSet(aor, aor.equals(ALICE) ? version : 0, List.of(Samples.binding(contact)))
                .thenAccept(result -> {
                    if (result.set()) version = result.now().version();
                })
                .toCompletableFuture();
    }

    private static Aor user(int number) {
        return new Aor("user" + number, "example.com");
    }

    private void users(int count) {
        store.writer().write(to -> {
            for (int i = 0; i < count; i++)
                Sql.update(to, "INSERT INTO account (domain, user_name) VALUES ('example.com', ?)", user(i).user());
            return true;
        });
    }

    /** Keeps the writer busy until the latch opens. */
    private CountDownLatch hold() throws InterruptedException {
        var busy = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var _ = store.writer().submit(_ -> {
            busy.countDown();
            return opened(release);
        });
        busy.await();
        return release;
    }

    private static boolean opened(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long commits(Connection connection) throws SQLException {
        return Sql.number(connection, "PRAGMA data_version");
    }

    @Test
    void waitingChangesAreWrittenInOneTransaction() throws Exception {
        try (var observer = SqliteFile.in(directory).connect()) {
            users(500);
            var release = hold();
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 500; i++) all.add(bind(user(i), "sip:a@192.0.2.1"));
            long before = commits(observer);
            release.countDown();
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
            assertThat(commits(observer)).isGreaterThan(before).isLessThanOrEqualTo(before + 2);
            assertThat(Samples.all(store.bindings())).hasSize(500);
        }
    }

    @Test
    void changeBeyondTheLimitIsRefusedAndTheOthersAreWritten() throws Exception {
        users(Writer.WAITING);
        var release = hold();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < Writer.WAITING; i++) all.add(bind(user(i), "sip:a@192.0.2.1"));
        var tooMany = bind("sip:a@192.0.2.1;n=toomany");
        assertThat(tooMany).isCompletedExceptionally();
        assertThatThrownBy(tooMany::join)
                .cause()
                .isInstanceOf(StoreException.class)
                .hasMessage(directory.resolve("aldis.db")
                        + " cannot be written: 10000 changes wait already, the disk is too slow");
        release.countDown();
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        assertThat(Samples.all(store.bindings())).hasSize(Writer.WAITING).doesNotContainKey(ALICE);
    }

    private void allowPages(int more) {
        store.writer()
                .submit(to -> {
                    long pages = Sql.number(to, "PRAGMA page_count");
                    return Sql.number(to, "PRAGMA max_page_count = " + (pages + more));
                })
                .join();
    }

    @Test
    void fullDiskIsReportedAndRecovers() {
        bind("sip:a@192.0.2.1").join();
        allowPages(0);
        var tooLong = "sip:b@192.0.2.2;x=" + "y".repeat(100_000);
        assertThatThrownBy(bind(tooLong)::join)
                .cause()
                .isInstanceOf(StoreException.class)
                .hasMessage(directory.resolve("aldis.db") + " cannot be written: the disk is full");
        assertThat(Samples.contacts(store.bindings(), ALICE)).containsExactly("sip:a@192.0.2.1");
        allowPages(1000);
        bind(tooLong).join();
        assertThat(Samples.contacts(store.bindings(), ALICE)).containsExactly(tooLong);
    }

    @Test
    void failedAccountWriteDoesNotShowItsSecret() {
        allowPages(0);
        var account = new Account(ALICE, Map.of("MD5", HA1.repeat(5000)));
        assertThatThrownBy(() -> store.accounts().put(account))
                .isInstanceOf(StoreException.class)
                .hasMessageEndingWith("the disk is full")
                .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain(HA1));
        assertThat(store.accounts().find(ALICE)).contains(new Account(ALICE, Map.of("MD5", HA1)));
    }

    @Test
    void groupIsWrittenWholeOrNotAtAll() throws Exception {
        var release = hold();
        var good = bind("sip:a@192.0.2.1");
        var bad = store.writer().submit(to -> Sql.update(to, "INSERT INTO no_such_table VALUES (1)"));
        release.countDown();
        assertThat(good).failsWithin(30, TimeUnit.SECONDS);
        assertThat(bad).failsWithin(30, TimeUnit.SECONDS);
        assertThat(Samples.all(store.bindings())).isEmpty();
        bind("sip:b@192.0.2.2").join();
        assertThat(Samples.contacts(store.bindings(), ALICE)).containsExactly("sip:b@192.0.2.2");
    }

    @Test
    void writerSurvivesAnErrorAndABrokenConnection() {
        var error = store.writer().submit(_ -> {
            throw new StackOverflowError();
        });
        assertThatThrownBy(error::join).hasRootCauseInstanceOf(StackOverflowError.class);
        var closed = store.writer().submit(to -> {
            to.close();
            return true;
        });
        assertThatThrownBy(closed::join).hasCauseInstanceOf(StoreException.class);
        bind("sip:b@192.0.2.2").join();
        assertThat(Samples.contacts(store.bindings(), ALICE)).containsExactly("sip:b@192.0.2.2");
    }

    @Test
    void failingCallbackDoesNotFailOthers() throws Exception {
        var release = hold();
        var first = bind("sip:a@192.0.2.1").thenRun(() -> {
            throw new IllegalStateException("the caller's own mistake");
        });
        var second = bind("sip:b@192.0.2.2");
        release.countDown();
        second.join();
        assertThat(first).isCompletedExceptionally();
    }

    @Test
    void callbackThatWaitsForTheWriterIsRefused() {
        var inCallback = store.writer().submit(_ -> true).thenApply(_ -> {
            var alice = new Account(ALICE, Map.of());
            return store.accounts().put(alice);
        });
        // the callback runs here when the change was faster than this thread: then it may wait
        assertThat(inCallback.handle((isNew, e) -> e == null ? !isNew : e.getCause() instanceof IllegalStateException))
                .succeedsWithin(30, TimeUnit.SECONDS)
                .isEqualTo(true);
    }

    @Test
    void closeWritesWaitingChangesAndRefusesLaterOnes() throws Exception {
        var release = hold();
        var waiting = bind("sip:a@192.0.2.1");
        var closing = Thread.startVirtualThread(store::close);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> bind("sip:late@192.0.2.9").isCompletedExceptionally());
        release.countDown();
        closing.join();
        assertThat(waiting).isCompletedWithValue(null);
        assertThatThrownBy(bind("sip:late@192.0.2.9")::join).hasMessageEndingWith("aldis.db has been closed");
        assertThatThrownBy(() -> store.accounts().find(ALICE)).hasMessageEndingWith("aldis.db has been closed");
        store.close();
        open();
        assertThat(Samples.contacts(store.bindings(), ALICE)).hasSize(1);
    }

    @Test
    void accountWritesAreSynchronousAndBindingWritesAreNot() {
        assertThat(store.writer().submit(WriterTest::synchronous).join()).isEqualTo(1);
        assertThat(store.writer().write(WriterTest::synchronous)).isEqualTo(2);
        assertThat(store.writer().submit(WriterTest::synchronous).join()).isEqualTo(1);
    }

    /** 1 is NORMAL, 2 is FULL. */
    private static long synchronous(Connection connection) throws SQLException {
        return Sql.number(connection, "PRAGMA synchronous");
    }
}
