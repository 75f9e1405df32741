package io.aldis.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aldis.server.Account;
import io.aldis.server.MailboxEntry;
import io.aldis.server.Quota;
import io.aldis.server.StoreException;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backups of the SQLite file beside a running writer, and their restore. */
@Timeout(60)
class SqliteBackupTest {
    private static final Aor ALICE = Aor.parse("sip:alice@example.com");
    private static final Account ACCOUNT = new Account(ALICE, Map.of("MD5", "939e7578ed9e3c518a452acee763bce9"));

    @TempDir
    Path directory;

    private Path data;
    private Path copy;
    private Path elsewhere;

    @BeforeEach
    void places() {
        data = directory.resolve("data");
        copy = directory.resolve("copy.db");
        elsewhere = directory.resolve("elsewhere");
    }

    private static long keep(SqlStore store, StoredMessage message) {
        return switch (io.aldis.server.StoredMessages.get(
                store.mailboxes().keep(message, io.aldis.server.StoredMessages.to("a"), Quota.NONE))) {
            case io.aldis.server.StoreResult.Kept kept -> kept.id();
            case io.aldis.server.StoreResult other -> throw new AssertionError(other);
        };
    }

    private static List<Long> ids(Path directory) {
        try (var store = SqliteStore.open(directory)) {
            return io.aldis.server.StoredMessages.get(store.mailboxAdmin().messages(ALICE, 0, 1_000_000)).stream()
                    .map(MailboxEntry::id)
                    .toList();
        }
    }

    private void makeData() {
        try (var store = SqliteStore.open(data)) {
            store.accounts().put(ACCOUNT);
            keep(store, io.aldis.server.StoredMessages.text("one"));
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void backupOfARunningServerHasAllMessagesAcceptedBefore() throws Exception {
        String large = "x".repeat(50_000);
        var accepted = new AtomicLong();
        var stop = new AtomicBoolean();
        var many = new CountDownLatch(300);
        long before;
        long after;
        try (var store = SqliteStore.open(data)) {
            var writer = Thread.startVirtualThread(() -> {
                while (!stop.get()) {
                    accepted.set(keep(store, io.aldis.server.StoredMessages.text(large)));
                    many.countDown();
                }
            });
            many.await();
            before = accepted.get();
            SqliteBackup.make(data, copy, _ -> awaitMore(accepted, before));
            after = accepted.get();
            stop.set(true);
            writer.join();
        }
        assertThat(after).as("accepted while the copy was made").isGreaterThan(before);
        SqliteBackup.restore(copy, elsewhere);
        List<Long> ids = ids(elsewhere);
        assertThat(ids).hasSizeGreaterThanOrEqualTo((int) before).hasSizeLessThanOrEqualTo((int) after + 1);
        for (int i = 0; i < ids.size(); i++)
            assertThat(ids.get(i)).as("no holes").isEqualTo(i + 1);
    }

    /** The copy waits for the writer, in the middle of its work: if the writer waited for the copy, nothing more would come. */
    private static void awaitMore(AtomicLong accepted, long before) {
        await().atMost(Duration.ofSeconds(20)).until(() -> accepted.get() > before);
    }

    @Test
    void longBackupReportsItsProgress() throws Exception {
        makeData();
        String rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) ";
        try (var connection = SqliteFile.of(data.resolve("aldis.db")).connect()) {
            Sql.update(
                    connection,
                    "INSERT INTO device (domain, user_name, device, seen) " + rows
                            + "SELECT 'd', 'u', hex(randomblob(200)), i FROM n");
        }
        var heard = new ArrayList<Long>();
        SqliteBackup.make(data, copy, heard::add);
        assertThat(heard).isNotEmpty().isSorted();
        assertThat(heard.getLast()).isBetween(1L << 20, Files.size(copy));
    }

    @Test
    void restoredDatabaseEqualsTheBackupAndIdsContinue() throws Exception {
        makeData();
        SqliteBackup.make(data, copy, _ -> {});
        SqliteBackup.restore(copy, elsewhere);
        try (var store = SqliteStore.open(elsewhere)) {
            assertThat(store.accounts().list(List.of())).containsExactly(ACCOUNT);
            assertThat(keep(store, io.aldis.server.StoredMessages.text("two"))).isEqualTo(2);
        }
        assertThat(ids(elsewhere)).containsExactly(1L, 2L);
        assertThat(copy).exists();
    }

    @Test
    void backupIsReadableByItsOwnerOnly() throws Exception {
        makeData();
        SqliteBackup.make(data, copy, _ -> {});
        SqliteBackup.restore(copy, elsewhere);
        assertThat(permissions(copy)).isEqualTo("rw-------");
        assertThat(permissions(elsewhere)).isEqualTo("rwx------");
        assertThat(permissions(elsewhere.resolve("aldis.db"))).isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(data, copy, elsewhere);
        }
        try (var files = Files.list(elsewhere)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("aldis.db", "serving.lock");
        }
    }

    @Test
    void existingFileIsNotOverwritten() throws Exception {
        makeData();
        Files.writeString(copy, "precious");
        assertThatThrownBy(() -> SqliteBackup.make(data, copy, _ -> {}))
                .isInstanceOf(StoreException.class)
                .hasMessage(copy + " is there already and is not overwritten");
        assertThat(copy).hasContent("precious");
    }

    /** Whoever comes meanwhile wins. */
    @Test
    void fileCreatedMeanwhileIsNotOverwritten() throws Exception {
        try (var file = NewFile.at(copy)) {
            Files.writeString(file.unfinished(), "ours");
            Files.writeString(copy, "precious");
            assertThatThrownBy(file::publish).hasMessage(copy + " is there already and is not overwritten");
        }
        assertThat(copy).hasContent("precious");
        assertThat(directory).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void directoryWithoutADatabaseIsNotCopied() {
        assertThatThrownBy(() -> SqliteBackup.make(elsewhere, copy, _ -> {}))
                .hasMessage(elsewhere + ": expected a database, aldis.db, but there is none");
        assertThat(elsewhere).doesNotExist();
        assertThat(copy).doesNotExist();
    }

    @Test
    void restoreDoesNotOverwriteADatabase() {
        makeData();
        SqliteBackup.make(data, copy, _ -> {});
        assertThatThrownBy(() -> SqliteBackup.restore(copy, data))
                .isInstanceOf(StoreException.class)
                .hasMessage("Expected a directory without a database but there is " + data.resolve("aldis.db")
                        + "; give another, or move it away");
    }

    /** It would be played back into the copy. */
    @Test
    void foreignWriteAheadLogIsRefused() throws Exception {
        makeData();
        SqliteBackup.make(data, copy, _ -> {});
        Files.createDirectory(elsewhere);
        Files.writeString(elsewhere.resolve("aldis.db-wal"), "of another");
        assertThatThrownBy(() -> SqliteBackup.restore(copy, elsewhere)).hasMessageContaining("aldis.db-wal");
        Files.writeString(directory.resolve("copy.db-wal"), "not yet in it");
        assertThatThrownBy(() -> SqliteBackup.restore(copy, directory.resolve("third")))
                .hasMessageContaining("expected a backup but there is copy.db-wal beside it");
    }

    @Test
    void backupOfANewerVersionIsRefused() throws Exception {
        makeData();
        SqliteBackup.make(data, copy, _ -> {});
        try (var connection = SqliteFile.of(copy).connect()) {
            Sql.update(connection, "UPDATE flyway_schema_history SET version = '99'");
        }
        assertThatThrownBy(() -> SqliteBackup.restore(copy, elsewhere))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(copy + " was written by a newer Aldis: its tables have version 99");
        assertThat(elsewhere.resolve("aldis.db")).doesNotExist();
    }

    @Test
    void damagedBackupIsRefused() throws Exception {
        makeData();
        SqliteBackup.make(data, copy, _ -> {});
        try (var bytes = new RandomAccessFile(copy.toFile(), "rw")) {
            bytes.seek(bytes.length() - 4096); // a page that no quick look would meet
            bytes.write(new byte[4096]);
        }
        assertThatThrownBy(() -> SqliteBackup.restore(copy, elsewhere))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(copy + " is damaged: ");
        assertThat(elsewhere.resolve("aldis.db")).doesNotExist();
    }

    @Test
    void fileWithoutAldisDatabaseIsRefused() throws Exception {
        Files.writeString(copy, "this is a shopping list: milk, bread, a signal lamp".repeat(100));
        assertThatThrownBy(() -> SqliteBackup.restore(copy, elsewhere))
                .hasMessage(copy + " cannot be used: the file is damaged or no Aldis database; restore it from a copy,"
                        + " or move it away");
        Path empty = Files.createFile(directory.resolve("empty"));
        assertThatThrownBy(() -> SqliteBackup.restore(empty, elsewhere))
                .hasMessage(empty + ": expected a database of Aldis but it has none of its tables");
        assertThatThrownBy(() -> SqliteBackup.restore(directory.resolve("none"), elsewhere))
                .hasMessageEndingWith("none: expected a backup but there is no such file");
    }

    @Test
    void restoreIsRefusedWhileAServerRuns() {
        makeData();
        SqliteBackup.make(data, copy, _ -> {});
        try (var _ = DirectoryLock.take(elsewhere)) {
            assertThatThrownBy(() -> SqliteBackup.restore(copy, elsewhere))
                    .hasMessageStartingWith(elsewhere + " is used by a running server (process ");
        }
        SqliteBackup.restore(copy, elsewhere);
        assertThat(ids(elsewhere)).containsExactly(1L);
    }
}
