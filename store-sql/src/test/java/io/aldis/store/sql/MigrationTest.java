package io.aldis.store.sql;

import static io.aldis.server.StoredMessages.NOW;
import static io.aldis.server.StoredMessages.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Device;
import io.aldis.server.DeviceTraits;
import io.aldis.server.Mailbox;
import io.aldis.server.MailboxEntry;
import io.aldis.server.Registered;
import io.aldis.server.Samples;
import io.aldis.server.StoredMessages;
import io.aldis.sip.Aor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Data of an older version is kept in the current tables. */
@Timeout(60)
class MigrationTest {
    private static final Aor ALICE = Aor.parse("sip:alice@example.com");
    private static final Aor BOB = Aor.parse("sip:bob@example.org");
    private static final String OLD_PHONE = "sip:alice@192.0.2.9:5062";
    private static final String PHONE = "<urn:uuid:a>";

    @TempDir
    Path directory;

    /** Version 7: alice has two devices, bob none. */
    private void old() throws SQLException {
        SqliteFile file = SqliteFile.in(directory);
        Flyway.configure()
                .loggers("slf4j")
                .dataSource(file.url(), "", "")
                .locations("classpath:io/aldis/store/sql/migration", "classpath:io/aldis/store/sql/sqlite")
                .placeholders(Map.of("id", "INTEGER PRIMARY KEY AUTOINCREMENT", "octets", "BLOB"))
                .target("7")
                .load()
                .migrate();
        try (var to = file.connect()) {
            Sql.update(to, "INSERT INTO account (domain, user_name) VALUES ('example.com', 'alice')");
            Sql.update(to, """
                    INSERT INTO binding VALUES ('example.com', 'alice', 0, 'sip:alice@192.0.2.9:5062', '', ?, 'call', 7, '', '', ?, '')""", Instant.now().plusSeconds(3600).toEpochMilli(), NOW.toEpochMilli());
            for (String device : List.of(OLD_PHONE, PHONE))
                Sql.update(to, "INSERT INTO device VALUES ('example.com', 'alice', ?, ?)", device, NOW.toEpochMilli());
            message(to, ALICE, "for both", OLD_PHONE, PHONE);
            message(to, ALICE, "taken by one", OLD_PHONE);
            message(to, BOB, "for nobody yet", "");
        }
    }

    private static void message(Connection to, Aor account, String body, String... devices) throws SQLException {
        var message = StoredMessages.text(body);
        long id = Sql.number(
                to,
                """
                INSERT INTO letter (domain, user_name, sender, kind, arrived, expires, seed, size, octets)
                VALUES (?, ?, ?, 0, ?, ?, 5, ?, ?) RETURNING id""",
                account.domain(),
                account.user(),
                message.sender(),
                NOW.toEpochMilli(),
                message.expires().toEpochMilli(),
                message.bytes().length,
                message.bytes());
        for (String device : devices)
            Sql.update(
                    to,
                    "INSERT INTO letter_copy VALUES (?, ?, ?, 0, ?, ?, 2, 1)",
                    account.domain(),
                    account.user(),
                    device,
                    id,
                    message.expires().toEpochMilli());
        Sql.update(to, """
                INSERT INTO mailbox VALUES (?, ?, 0, 1, ?) ON CONFLICT (domain, user_name, kind)
                DO UPDATE SET messages = messages + 1, bytes = bytes + excluded.bytes""", account.domain(), account.user(), message.bytes().length);
    }

    private static List<Boolean> taken(SqlStore store, Aor account) {
        return get(store.mailboxAdmin().messages(account, 0, 9)).stream()
                .map(MailboxEntry::taken)
                .toList();
    }

    @Test
    void messagesOfVersion7WaitForTheirDevices() throws Exception {
        old();
        try (var store = SqliteStore.open(directory)) {
            assertThat(taken(store, ALICE)).containsExactly(false, true);
            assertThat(taken(store, BOB)).containsExactly(false);
            var phone = new Device(ALICE, OLD_PHONE);
            assertThat(get(store.mailboxes().pending(phone, NOW, 9)).copies()).hasSize(2);
            assertThat(StoredMessages.next(store.mailboxes(), phone, NOW)
                            .orElseThrow()
                            .answers())
                    .isEqualTo(2);
            assertThat(get(store.mailboxes().pending(new Device(ALICE, PHONE), NOW, 9))
                            .copies())
                    .hasSize(1);
            assertThat(get(store.mailboxAdmin().mailboxes(Optional.empty(), 9)))
                    .extracting(Mailbox::messages)
                    .containsExactly(2L, 1L);
        }
    }

    @Test
    void untakenMessageOfVersion7IsOfferedToEveryDeviceThatRegisters() throws Exception {
        old();
        try (var store = SqliteStore.open(directory)) {
            assertThat(get(store.mailboxAdmin().messages(BOB, 0, 9)).getFirst().waiting())
                    .isEmpty();
            get(store.devices().seen(BOB, StoredMessages.sightings("first", "second"), NOW));
            for (String id : List.of("first", "second"))
                assertThat(StoredMessages.next(store.mailboxes(), new Device(BOB, id), NOW))
                        .as(id)
                        .isPresent();
            get(store.devices().seen(ALICE, StoredMessages.sightings("new"), NOW));
            assertThat(get(store.mailboxes().pending(new Device(ALICE, "new"), NOW, 9))
                            .copies())
                    .as("what nobody has taken for sure")
                    .hasSize(1);
        }
    }

    @Test
    void devicesAndBindingsOfVersion7AreIdentifiedByTheirContact() throws Exception {
        old();
        try (var store = SqliteStore.open(directory)) {
            assertThat(get(store.devices().devices(ALICE, Instant.EPOCH)))
                    .extracting(known -> known.traits())
                    .containsExactlyInAnyOrder(DeviceTraits.UNKNOWN, new DeviceTraits(OLD_PHONE, "", ""));
            assertThat(Samples.all(store.bindings()).get(ALICE)).singleElement().satisfies(binding -> {
                assertThat(binding.device()).isEqualTo(OLD_PHONE);
                assertThat(binding.userAgent()).isEmpty();
            });
        }
    }

    @Test
    void bindingsOfVersion7AreChangedFromVersion0() throws Exception {
        old();
        try (var store = SqliteStore.open(directory)) {
            Registered found = get(store.bindings().read(ALICE));
            assertThat(found.version()).isZero();
            assertThat(found.bindings()).hasSize(1);
            var fresh = Samples.binding("sip:alice@192.0.2.10");
            var set = get(store.bindings().compareAndSet(ALICE, found.version(), List.of(fresh)));
            assertThat(set.set()).isTrue();
            assertThat(get(store.bindings().compareAndSet(ALICE, 0, List.of())).set())
                    .isFalse();
            assertThat(get(store.bindings().read(ALICE))).isEqualTo(set.now());
        }
    }
}
