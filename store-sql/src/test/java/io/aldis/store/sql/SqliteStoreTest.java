package io.aldis.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.server.Account;
import io.aldis.server.BindingStore;
import io.aldis.server.Quota;
import io.aldis.server.Samples;
import io.aldis.server.StoreException;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SQLite file: creation, permissions and error messages. */
@Timeout(60)
class SqliteStoreTest {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final Aor ALICE = Aor.parse("sip:alice@example.com");

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("aldis.db");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void directoryAndFilesAreReadableByTheirOwnerOnly() throws Exception {
        Path data = directory.resolve("var/lib/aldis");
        try (var store = SqliteStore.open(data)) {
            store.accounts().put(new Account(ALICE, Map.of()));
            assertThat(permissions(data)).isEqualTo("rwx------");
            try (var files = Files.list(data)) {
                for (Path path : files.toList())
                    assertThat(permissions(path)).as(path.toString()).isEqualTo("rw-------");
            }
            assertThat(data).isDirectoryContaining("glob:**aldis.db-wal");
        }
    }

    @Test
    void accountsAndBindingsAreKeptWhenReopened() {
        var account = new Account(ALICE, Map.of("MD5", "939e7578ed9e3c518a452acee763bce9"));
        var binding = Samples.binding("sip:alice@192.0.2.1");
        try (var store = SqliteStore.open(directory)) {
            store.accounts().put(account);
            Samples.keep(store.bindings(), ALICE, binding);
        }
        try (var store = SqliteStore.open(directory)) {
            assertThat(store.accounts().list(List.of())).containsExactly(account);
            assertThat(Samples.all(store.bindings())).isEqualTo(Map.of(ALICE, List.of(binding)));
        }
    }

    @Test
    void bindingsThatExpiredWithinADayBeforeTheStartAreRead() {
        var binding = Samples.binding("sip:alice@192.0.2.1");
        try (var store = SqliteStore.open(directory)) {
            store.accounts().put(new Account(ALICE, Map.of()));
            Samples.keep(store.bindings(), ALICE, binding);
        }
        try (var store = SqliteStore.open(
                directory,
                () -> binding.expires().plus(BindingStore.EXPIRED_KEPT).minusMillis(1))) {
            assertThat(Samples.all(store.bindings())).containsOnlyKeys(ALICE);
        }
        try (var store = SqliteStore.open(directory, () -> binding.expires().plus(BindingStore.EXPIRED_KEPT))) {
            Samples.all(store.bindings()); // removes them
            assertThat(Samples.all(store.bindings())).isEmpty();
        }
    }

    @Test
    void bindingsExpiredLongAgoAreRemovedInTheEnd() {
        var binding = Samples.binding("sip:alice@192.0.2.1");
        var other = Samples.binding("sip:bob@192.0.2.2");
        var now = new AtomicReference<>(Instant.now());
        try (var store = SqliteStore.open(directory, now::get)) {
            for (Aor aor : List.of(ALICE, BOB)) store.accounts().put(new Account(aor, Map.of()));
            Samples.keep(store.bindings(), BOB, other);
            now.set(other.expires().plus(Duration.ofDays(1)));
            for (int i = 0; i < SqlBindings.BETWEEN_TIDYING; i++) Samples.keep(store.bindings(), ALICE, binding);
            assertThat(store.writer()
                            .submit(to -> Sql.number(to, "SELECT count(*) FROM binding"))
                            .join())
                    .isOne();
        }
    }

    @Test
    void fileThatIsNoDatabaseIsReported() throws Exception {
        Files.writeString(file(), "this is a shopping list: milk, bread, a signal lamp".repeat(100));
        assertThatThrownBy(() -> SqliteStore.open(directory))
                .isInstanceOf(StoreException.class)
                .hasMessage(
                        file() + " cannot be opened: the file is damaged or no Aldis database; restore it from a copy,"
                                + " or move it away");
    }

    @Test
    void damagedFileIsReported() throws Exception {
        try (var store = SqliteStore.open(directory)) {
            for (int i = 0; i < 50; i++)
                store.accounts().put(new Account(new Aor("user" + i, "example.com"), Map.of()));
        }
        try (var bytes = new RandomAccessFile(file().toFile(), "rw")) {
            bytes.seek(4096);
            bytes.write(new byte[(int) bytes.length() - 4096]);
        }
        assertThatThrownBy(() -> {
                    try (var store = SqliteStore.open(directory)) {
                        store.accounts().list(List.of());
                    }
                })
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(file() + " cannot be ")
                .hasMessageContaining("the file is damaged");
    }

    @Test
    void fileInPlaceOfTheDirectoryIsReported() throws Exception {
        Path notADirectory = Files.createFile(directory.resolve("data"));
        assertThatThrownBy(() -> SqliteStore.open(notADirectory))
                .isInstanceOf(StoreException.class)
                .hasMessage(notADirectory + " is there, but is no directory");
    }

    /** Not even root may make directories below /proc. */
    @Test
    void directoryThatCannotBeMadeIsReported() {
        assertThatThrownBy(() -> SqliteStore.open(Path.of("/proc/aldis")))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("/proc/aldis/aldis.db cannot be made: ");
    }

    @Test
    void directoryInPlaceOfTheDatabaseIsReported() throws Exception {
        Files.createDirectory(file());
        assertThatThrownBy(() -> SqliteStore.open(directory))
                .isInstanceOf(StoreException.class)
                .hasMessage(file() + " cannot be opened: it is no file that this user may read and write");
    }

    @Test
    void databaseOfANewerVersionIsRefused() throws Exception {
        SqliteStore.open(directory).close();
        try (var connection = SqliteFile.in(directory).connect()) {
            Sql.update(connection, "UPDATE flyway_schema_history SET version = '99'");
        }
        assertThatThrownBy(() -> SqliteStore.open(directory))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("was written by a newer Aldis: its tables have version 99, this one knows");
    }

    @Test
    void foreignRowIsReported() throws Exception {
        try (var store = SqliteStore.open(directory)) {
            store.accounts().put(new Account(ALICE, Map.of()));
            Samples.keep(store.bindings(), ALICE, Samples.binding("sip:alice@192.0.2.1"));
            try (var connection = SqliteFile.in(directory).connect()) {
                Sql.update(connection, "UPDATE binding SET contact = 'by hand'");
            }
            assertThatThrownBy(() -> Samples.all(store.bindings()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("holds what Aldis did not write: URI: expected");
        }
    }

    @Test
    void newDirectoryMayBeOpenedConcurrently() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var opened = IntStream.range(0, 8)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(() -> SqliteStore.open(directory), threads))
                    .toList();
            for (var store : opened)
                assertThat(store.join().accounts().list(List.of())).isEmpty();
            opened.forEach(store -> store.join().close());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void newestSchemaVersionIsThatOfTheLastMigration(String database) throws Exception {
        Path here = Path.of("src/main/resources/io/aldis/store/sql");
        try (var shared = Files.list(here.resolve("migration"));
                var own = Files.list(here.resolve(database))) {
            var versions = Stream.concat(shared, own)
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("V"))
                    .map(name -> Integer.valueOf(name.substring(1, name.indexOf("__"))));
            assertThat(versions).contains(Schema.NEWEST).allMatch(version -> version <= Schema.NEWEST);
        }
    }

    @Test
    void accountIsRemovedWithItsDevicesAndMessages() {
        try (var store = SqliteStore.open(directory)) {
            store.accounts().put(new Account(ALICE, Map.of()));
            store.devices()
                    .seen(ALICE, io.aldis.server.StoredMessages.sightings("a"), Instant.now())
                    .toCompletableFuture()
                    .join();
            StoredMessage message = io.aldis.server.StoredMessages.text("hello");
            store.mailboxes()
                    .keep(message, io.aldis.server.StoredMessages.to(), Quota.DEFAULT)
                    .toCompletableFuture()
                    .join();
            assertThat(store.mailboxAdmin()
                            .messages(ALICE, 0, 9)
                            .toCompletableFuture()
                            .join())
                    .hasSize(1);
            store.accounts().remove(ALICE);
            assertThat(store.mailboxAdmin()
                            .messages(ALICE, 0, 9)
                            .toCompletableFuture()
                            .join())
                    .isEmpty();
            assertThat(store.mailboxAdmin()
                            .mailboxes(Optional.empty(), 9)
                            .toCompletableFuture()
                            .join())
                    .isEmpty();
            assertThat(store.devices()
                            .devices(ALICE, Instant.EPOCH)
                            .toCompletableFuture()
                            .join())
                    .isEmpty();
        }
    }
}
