package io.aldis.store.sql;

import static io.aldis.server.StoredMessages.NOW;
import static io.aldis.server.StoredMessages.get;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aldis.server.Account;
import io.aldis.server.ChangeFeed;
import io.aldis.server.Device;
import io.aldis.server.MailboxStore;
import io.aldis.server.PendingCopies;
import io.aldis.server.PendingDelivery;
import io.aldis.server.Postponement;
import io.aldis.server.Quota;
import io.aldis.server.Registered;
import io.aldis.server.Samples;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.server.StoredMessages;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two servers on one PostgreSQL database, and other features of PostgreSQL only. */
@Timeout(60)
class PostgresStoreTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static final Aor ALICE = Aor.parse("sip:alice@example.com");
    private static final Device PHONE = new Device(ALICE, "<urn:uuid:a>");
    private static final Device TABLET = new Device(ALICE, "<urn:uuid:b>");

    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    private static CompletionStage<StoreResult> keep(SqlStore store, String body, Device... devices) {
        return keep(store, StoredMessages.text(body), devices);
    }

    private static CompletionStage<StoreResult> keep(SqlStore store, StoredMessage message, Device... devices) {
        String[] ids = List.of(devices).stream().map(Device::id).toArray(String[]::new);
        return store.mailboxes().keep(message, StoredMessages.to(ids), new Quota(10_000, 1 << 30, 10_000, 10));
    }

    private static Optional<Long> next(SqlStore store, Device device) {
        return StoredMessages.next(store.mailboxes(), device, NOW).map(PendingDelivery::id);
    }

    // ---- two servers

    /** An operator may have said so for other programs; a 202 does not allow it. */
    @Test
    void commitsAreSynchronousDespiteTheDatabaseSetting() throws Exception {
        POSTGRES.sql("ALTER ROLE postgres SET synchronous_commit = off");
        try (var store = POSTGRES.store()) {
            String ours = store.writer()
                    .write(in ->
                            Sql.query(in, "SHOW synchronous_commit", rows -> rows.next() ? rows.getString(1) : ""));
            assertThat(ours).isEqualTo("on");
        } finally {
            POSTGRES.sql("ALTER ROLE postgres RESET synchronous_commit");
        }
    }

    @Test
    void deviceGetsItsMessagesFromOneServerAtATime() {
        try (var one = POSTGRES.store();
                var other = POSTGRES.store()) {
            get(keep(one, "hi", PHONE, TABLET));
            long message = next(one, PHONE).orElseThrow();
            assertThat(next(other, PHONE)).isEmpty();
            assertThat(next(other, TABLET)).contains(message);
            assertThat(next(one, PHONE)).contains(message);
        }
    }

    @Test
    void serverWithoutTheLeaseLearnsWhenToLookAgain() {
        try (var one = POSTGRES.store();
                var other = POSTGRES.store()) {
            get(keep(one, "hi", PHONE));
            next(one, PHONE);
            PendingCopies elsewhere = get(other.mailboxes().pending(PHONE, NOW, 9));
            assertThat(elsewhere.copies()).isEmpty();
            assertThat(elsewhere.elsewhere().orElseThrow()).isBetween(NOW.plusSeconds(30), NOW.plus(Leases.USUAL));
            PendingCopies here = get(one.mailboxes().pending(PHONE, NOW, 9));
            assertThat(here.copies()).hasSize(1);
            assertThat(here.elsewhere()).isEmpty();
            long message = here.copies().getFirst().message();
            assertThat(get(other.mailboxes().open(PHONE, message, NOW))).isEmpty();
            assertThat(get(one.mailboxes().open(PHONE, message, NOW))).isPresent();
        }
    }

    @Test
    void serverWithoutMessagesForADeviceReleasesItsLease() {
        try (var one = POSTGRES.store();
                var other = POSTGRES.store()) {
            get(keep(one, "first", PHONE));
            get(one.mailboxes().done(PHONE, next(one, PHONE).orElseThrow(), MailboxStore.Ending.TAKEN));
            assertThat(next(one, PHONE)).isEmpty();
            get(keep(one, "second", PHONE));
            assertThat(next(other, PHONE)).isPresent();
        }
    }

    @Test
    void serverThatCouldNotDeliverReleasesItsLease() {
        try (var one = POSTGRES.store();
                var other = POSTGRES.store()) {
            get(keep(one, "first", PHONE));
            get(keep(one, StoredMessages.from("sip:dave@example.net", "second"), PHONE));
            long first = next(one, PHONE).orElseThrow();
            Instant later = NOW.plusSeconds(60);
            get(one.mailboxes().postpone(PHONE, first, new Postponement(later, later, true, false)));
            assertThat(next(other, PHONE)).isPresent().get().isNotEqualTo(first);
        }
    }

    @Test
    void closedServerReleasesItsLeasesAtOnce() {
        try (var other = POSTGRES.store()) {
            long message;
            try (var one = POSTGRES.store()) {
                get(keep(one, "hi", PHONE));
                message = next(one, PHONE).orElseThrow();
            }
            assertThat(next(other, PHONE)).contains(message);
        }
    }

    @Test
    void leasesOfADeadServerAreTakenOver() {
        try (var died = POSTGRES.store(Duration.ofSeconds(4)); // it asks for nothing any more
                var other = POSTGRES.store()) {
            get(keep(died, "hi", PHONE));
            long message = next(died, PHONE).orElseThrow();
            assertThat(next(other, PHONE)).isEmpty();
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(next(other, PHONE)).contains(message));
            assertThat(next(died, PHONE)).isEmpty();
        }
    }

    @Test
    void restartedServerKeepsItsLeases() {
        var leasing = new PostgresStore.Leasing(Leases.USUAL, "the id of its data directory");
        try (var died = server(leasing); // it asks for nothing any more
                var other = POSTGRES.store()) {
            get(keep(died, "hi", PHONE));
            long message = next(died, PHONE).orElseThrow();
            assertThat(next(other, PHONE)).isEmpty();
            try (var again = server(leasing)) {
                assertThat(next(again, PHONE)).contains(message);
            }
        }
    }

    private static PostgresStore server(PostgresStore.Leasing leasing) {
        return PostgresStore.open(POSTGRES.source(), leasing, InstantSource.system(), Missing.IS_MADE);
    }

    /** Its data directory is a copy of that of a server that runs. */
    @Test
    void secondServerWithTheSameIdDoesNotTakeTheLeasesOfTheFirst() {
        var leasing = new PostgresStore.Leasing(Leases.USUAL, "copied");
        try (var first = server(leasing);
                var _ = first.changes().follow(aors -> CompletableFuture.completedFuture(true))) {
            get(keep(first, "hi", PHONE));
            assertThat(next(first, PHONE)).isPresent();
            try (var second = server(leasing)) {
                assertThat(next(second, PHONE)).isEmpty();
            }
        }
    }

    @Test
    void leasesOfASilentServerExpire() {
        try (var died = POSTGRES.store(Duration.ofMillis(50));
                var other = POSTGRES.store()) {
            get(keep(died, "hi", PHONE, TABLET));
            next(died, PHONE);
            next(other, TABLET);
            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(get(other.mailboxes().abandoned(10))).containsExactly(PHONE));
            assertThat(get(died.mailboxes().abandoned(10))).isEmpty();
            next(other, PHONE);
            assertThat(get(other.mailboxes().abandoned(10))).isEmpty();
        }
    }

    @Test
    void concurrentServersDeliverEachMessageOnceAndInOrder() throws Exception {
        try (var one = POSTGRES.store();
                var other = POSTGRES.store()) {
            List<CompletionStage<StoreResult>> kept = IntStream.range(0, 200)
                    .mapToObj(i -> keep(one, "message " + i, PHONE))
                    .toList();
            kept.forEach(StoredMessages::get);
            List<Long> delivered = Collections.synchronizedList(new ArrayList<>());
            var both = List.of(one, other).stream()
                    .map(store -> Thread.startVirtualThread(() -> drain(store, delivered)))
                    .toList();
            for (var each : both) each.join();
            drain(one, delivered);
            drain(other, delivered);
            assertThat(delivered).hasSize(200).doesNotHaveDuplicates().isSorted();
        }
    }

    private static void drain(SqlStore store, List<Long> delivered) {
        for (var message = next(store, PHONE); message.isPresent(); message = next(store, PHONE)) {
            delivered.add(message.get());
            get(store.mailboxes().done(PHONE, message.get(), MailboxStore.Ending.TAKEN));
        }
    }

    private static ChangeFeed.Follower hearing(Collection<Registered> heard) {
        return new ChangeFeed.Follower() {
            @Override
            public CompletionStage<?> accountsChanged(Set<Aor> accounts) {
                return CompletableFuture.completedFuture(true);
            }

            @Override
            public void bindingsChanged(Aor aor, Registered registered) {
                heard.add(registered);
            }
        };
    }

    @Test
    void bindingChangesNotifyOtherServersOnly() throws Exception {
        BlockingQueue<Registered> hereHeard = new LinkedBlockingQueue<>();
        BlockingQueue<Registered> otherHeard = new LinkedBlockingQueue<>();
        try (var here = POSTGRES.store();
                var other = POSTGRES.store();
                var _ = here.changes().follow(hearing(hereHeard));
                var _ = other.changes().follow(hearing(otherHeard))) {
            here.accounts().put(new Account(ALICE, Map.of()));
            var phone = Samples.binding("sip:a@192.0.2.1");
            var tablet = Samples.binding("sip:b@192.0.2.2");
            Samples.keep(here.bindings(), ALICE, phone);
            assertThat(otherHeard.poll(20, SECONDS).bindings()).containsExactly(phone);
            Samples.keep(other.bindings(), ALICE, phone, tablet);
            Registered second = hereHeard.poll(20, SECONDS);
            assertThat(second.bindings()).containsExactly(phone, tablet);
            here.accounts().remove(ALICE);
            Registered none = otherHeard.poll(20, SECONDS);
            assertThat(none.bindings()).isEmpty();
            assertThat(none.version()).isGreaterThan(second.version());
            assertThat(hereHeard).isEmpty();
        }
    }

    @Test
    void bindingsAreReadWithTheirVersions() {
        try (var here = POSTGRES.store()) {
            here.accounts().put(new Account(ALICE, Map.of()));
            var set = get(here.bindings().compareAndSet(ALICE, 0, List.of(Samples.binding("sip:a@192.0.2.1"))));
            List<Registered> read = new ArrayList<>();
            here.bindings().readAll((_, registered) -> read.add(registered));
            assertThat(read).containsExactly(set.now());
        }
    }

    @Test
    void concurrentServersDoNotExceedTheQuota() {
        var quota = new Quota(10, 1 << 20, 10, 10);
        try (var one = POSTGRES.store();
                var other = POSTGRES.store()) {
            var all = IntStream.range(0, 60)
                    .mapToObj(i -> (i % 2 == 0 ? one : other)
                            .mailboxes()
                            .keep(StoredMessages.text("message " + i), StoredMessages.to(PHONE.id()), quota))
                    .toList();
            assertThat(all)
                    .map(StoredMessages::get)
                    .filteredOn(StoreResult.Kept.class::isInstance)
                    .hasSize(10);
        }
    }

    // ---- the rest

    @Test
    void refusedValueFailsItsOwnChangeOnly() throws Exception {
        try (var store = POSTGRES.store()) {
            var release = new CountDownLatch(1);
            var _ = store.writer().submit(_ -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return true;
            });
            var good = keep(store, "good", PHONE);
            var bad = store.mailboxes()
                    .keep(withSender("sip:\0@example.net"), StoredMessages.to(PHONE.id()), Quota.DEFAULT);
            var alsoGood = keep(store, "also good", PHONE);
            release.countDown();
            assertThat(get(good)).isInstanceOf(StoreResult.Kept.class);
            assertThat(get(alsoGood)).isInstanceOf(StoreResult.Kept.class);
            assertThat(bad.toCompletableFuture()).failsWithin(Duration.ofSeconds(20));
        }
    }

    private static StoredMessage withSender(String sender) {
        StoredMessage text = StoredMessages.text("bad");
        return new StoredMessage(
                text.account(), sender, text.kind(), text.arrived(), text.expires(), text.seed(), text.bytes());
    }

    @Test
    void textColumnsAreOrderedByOctets() throws Exception {
        try (var _ = POSTGRES.store();
                var connection = POSTGRES.source().quick().getConnection()) {
            String others = """
                    SELECT string_agg(table_name || '.' || column_name, ' ') FROM information_schema.columns
                    WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'""";
            String found = Sql.query(connection, others, rows -> rows.next() ? String.valueOf(rows.getString(1)) : "");
            assertThat(found).isEqualTo("null");
        }
    }

    @Test
    void twoServersMayStartOnAnEmptyDatabaseConcurrently() throws Exception {
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        var both = IntStream.range(0, 2)
                .mapToObj(_ -> Thread.ofPlatform()
                        .uncaughtExceptionHandler((_, e) -> failures.add(e))
                        .start(() -> POSTGRES.store().close()))
                .toList();
        for (var each : both) each.join();
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://db.example.com",
                "postgresql://alice:secret@db.example.com/aldis",
                "postgresql://db.example.com/aldis?socketFactory=org.example.Evil",
                "postgresql://db.example.com/aldis?sslmode=require&autosave=always",
                "jdbc:postgresql://db.example.com/aldis",
                "mysql://db.example.com/aldis"
            })
    void invalidStoreAddressIsRefusedWithoutItsPassword(String url) {
        assertThatThrownBy(() -> new PostgresSource(url, "aldis", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("store: expected ")
                .hasMessageNotContaining("secret");
    }
}
