package io.aldis.server;

import static io.aldis.server.StoredMessages.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link ChangeFeed} does. The tests of a store implement this and give it empty stores. */
public interface ChangeFeedContract {
    Aor ALICE = Aor.parse("sip:alice@example.com");
    Aor BOB = Aor.parse("sip:bob@example.com");
    Aor CAROL = Aor.parse("sip:carol@example.org");
    int SOON = 20; // seconds, on a machine that does other things too
    Duration PATIENCE = Duration.ofSeconds(SOON);

    /** The feed under test, the same for the whole of a test. */
    ChangeFeed changes();

    /** The same changes, as another process sees them. */
    ChangeFeed changesElsewhere();

    /** The accounts of the feed, none at its beginning. */
    AccountStore accounts();

    /** The same accounts, as another process sees them. */
    AccountStore accountsElsewhere();

    /** The bindings beside these accounts. */
    BindingStore bindings();

    /** The messages beside these accounts, as another process sees them. */
    MailboxAdmin adminElsewhere();

    /** What a server holds while it runs on these accounts. */
    Serving serving();

    interface Serving extends AutoCloseable {
        @Override
        void close();
    }

    private static Account account(Aor aor) {
        return new Account(aor, Map.of("MD5", "939e7578ed9e3c518a452acee763bce9"));
    }

    @Test
    default void aWatchHearsOfChangesByAnotherProcessWithinASecond() throws Exception {
        accounts().put(account(CAROL));
        BlockingQueue<Set<Aor>> heard = new ArrayBlockingQueue<>(10);
        try (var _ = changes().follow(hearing(heard))) {
            accountsElsewhere().put(account(ALICE));
            assertThat(heard.poll(1, TimeUnit.SECONDS)).containsExactly(ALICE);
            accountsElsewhere().put(account(ALICE));
            assertThat(heard.poll(1, TimeUnit.SECONDS)).containsExactly(ALICE);
            accountsElsewhere().remove(ALICE);
            assertThat(heard.poll(1, TimeUnit.SECONDS)).containsExactly(ALICE);
        }
    }

    @Test
    default void aWatchHearsOfChangesByItsOwnProcess() throws Exception {
        BlockingQueue<Set<Aor>> heard = new ArrayBlockingQueue<>(10);
        try (var _ = changes().follow(hearing(heard))) {
            accounts().put(account(BOB));
            assertThat(heard.poll(SOON, TimeUnit.SECONDS)).containsExactly(BOB);
        }
    }

    @Test
    default void aWatcherMayReadTheAccountThatChanged() throws Exception {
        var found = new CompletableFuture<Account>();
        var account = account(ALICE);
        try (var _ = changes().follow(_ -> {
            found.complete(accounts().find(ALICE).orElseThrow());
            return found;
        })) {
            accountsElsewhere().put(account);
            assertThat(found.get(SOON, TimeUnit.SECONDS)).isEqualTo(account);
        }
    }

    @Test
    default void aWatcherThatFailsHearsOfTheNextChange() throws Exception {
        BlockingQueue<Set<Aor>> heard = new ArrayBlockingQueue<>(10);
        try (var _ = changes().follow(aors -> {
            heard.add(aors);
            throw new IllegalStateException("a watcher's own mistake");
        })) {
            accounts().put(account(ALICE));
            assertThat(heard.poll(SOON, TimeUnit.SECONDS)).containsExactly(ALICE);
            accounts().put(account(BOB));
            assertThat(heard.poll(SOON, TimeUnit.SECONDS)).containsExactly(BOB);
        }
    }

    @Test
    default void bindingsAreNoChangesOfAccounts() throws Exception {
        accounts().put(account(ALICE));
        BlockingQueue<Set<Aor>> heard = new ArrayBlockingQueue<>(10);
        try (var _ = changes().follow(hearing(heard))) {
            Samples.keep(bindings(), ALICE, Samples.binding("sip:phone@192.0.2.1"));
            accounts().put(account(BOB));
            assertThat(heard.poll(SOON, TimeUnit.SECONDS)).containsExactly(BOB);
        }
    }

    @Test
    default void aClosedWatchHearsNothingMore() throws Exception {
        BlockingQueue<Set<Aor>> closed = new ArrayBlockingQueue<>(10);
        BlockingQueue<Set<Aor>> open = new ArrayBlockingQueue<>(10);
        var first = changes().follow(hearing(closed));
        first.close();
        first.close();
        try (var _ = changes().follow(hearing(open))) {
            accounts().put(account(ALICE));
            assertThat(open.poll(SOON, TimeUnit.SECONDS)).containsExactly(ALICE);
        }
        assertThat(closed).isEmpty();
    }

    @Test
    default void changesByTwoProcessesAtOnceAreAllKeptAndHeard() throws Exception {
        BlockingQueue<Set<Aor>> heard = new ArrayBlockingQueue<>(1000);
        try (var _ = changes().follow(hearing(heard))) {
            var here = Thread.startVirtualThread(() -> putMany(accounts(), "here"));
            var there = Thread.startVirtualThread(() -> putMany(accountsElsewhere(), "there"));
            here.join();
            there.join();
            assertThat(accounts().list(List.of())).hasSize(100);
            Set<Aor> all = new HashSet<>();
            var end = Instant.now().plus(Duration.ofSeconds(20));
            while (all.size() < 100 && Instant.now().isBefore(end)) {
                Set<Aor> more = heard.poll(SOON, TimeUnit.SECONDS);
                if (more != null) all.addAll(more);
            }
            assertThat(all).hasSize(100);
        }
    }

    // ---- whether servers work with a change

    @Test
    default void aChangeIsWaitedForUntilTheServerWorksWithIt() throws Exception {
        var inForce = new CompletableFuture<Boolean>();
        var called = new CompletableFuture<Boolean>();
        try (var _ = serving();
                var _ = changes().follow(_ -> {
                    called.complete(true);
                    return inForce;
                })) {
            accountsElsewhere().put(account(ALICE));
            assertThat(called.get(SOON, TimeUnit.SECONDS)).isTrue();
            assertThat(changesElsewhere().awaitPropagation(Duration.ofMillis(100)))
                    .isEqualTo(new ChangeFeed.Propagation(0, 1));
            var waiting = CompletableFuture.supplyAsync(() -> changesElsewhere().awaitPropagation(PATIENCE));
            inForce.complete(true);
            assertThat(waiting.get(SOON, TimeUnit.SECONDS)).isEqualTo(new ChangeFeed.Propagation(1, 0));
        }
    }

    @Test
    default void everyServerIsWaitedFor() throws Exception {
        var never = new CompletableFuture<Boolean>();
        try (var _ = serving();
                var _ = changesElsewhere().follow(_ -> CompletableFuture.completedFuture(true));
                var _ = changes().follow(_ -> never)) {
            assertThat(changes().awaitPropagation(PATIENCE)).isEqualTo(new ChangeFeed.Propagation(2, 0));
            accounts().remove(BOB);
            accounts().put(account(ALICE));
            await().atMost(PATIENCE)
                    .until(
                            () -> changes().awaitPropagation(Duration.ofMillis(50)),
                            new ChangeFeed.Propagation(1, 1)::equals);
        }
    }

    @Test
    default void whereNoServerRunsNothingIsWaitedFor() throws Exception {
        var never = new CompletableFuture<Boolean>();
        changes().follow(_ -> never).close();
        accounts().put(account(ALICE));
        assertThat(changes().awaitPropagation(PATIENCE)).isEqualTo(new ChangeFeed.Propagation(0, 0));
        try (var _ = serving()) {
            assertThat(changes().awaitPropagation(PATIENCE)).isEqualTo(new ChangeFeed.Propagation(0, 0));
        }
    }

    @Test
    default void aServerThatIsClosedWhileItIsWaitedForIsWaitedForNoLonger() throws Exception {
        var never = new CompletableFuture<Boolean>();
        try (var _ = serving()) {
            ChangeFeed.Watch watch = changes().follow(_ -> never);
            accounts().put(account(ALICE));
            var waiting = CompletableFuture.supplyAsync(() -> changesElsewhere().awaitPropagation(PATIENCE));
            watch.close();
            assertThat(waiting.get(SOON, TimeUnit.SECONDS)).isEqualTo(new ChangeFeed.Propagation(0, 0));
        }
    }

    @Test
    default void aServerThatCouldNotReadTheStoreHearsOfTheSameChangeAgain() throws Exception {
        BlockingQueue<Set<Aor>> heard = new ArrayBlockingQueue<>(10);
        try (var _ = serving();
                var _ = changes().follow(aors -> {
                    heard.add(aors);
                    if (heard.size() == 1) throw new StoreException("busy");
                    return CompletableFuture.completedFuture(true);
                })) {
            accounts().put(account(ALICE));
            assertThat(changes().awaitPropagation(PATIENCE)).isEqualTo(new ChangeFeed.Propagation(1, 0));
            assertThat(heard).containsExactly(Set.of(ALICE), Set.of(ALICE));
        }
    }

    /** A follower that writes down what it hears and is done with it. */
    static ChangeFeed.Follower hearing(Collection<Set<Aor>> heard) {
        return aors -> {
            heard.add(aors);
            return CompletableFuture.completedFuture(true);
        };
    }

    private static void putMany(AccountStore store, String name) {
        for (int i = 0; i < 50; i++) store.put(account(new Aor(name + i, "example.com")));
    }

    @Test
    default void aWatchHearsThatMessagesWereMadeDueImportedOrDeleted() throws Exception {
        BlockingQueue<Set<Aor>> heard = new ArrayBlockingQueue<>(10);
        Aor account = StoredMessages.text("hi").account();
        try (var _ = changes().follow(hearing(heard))) {
            get(adminElsewhere().retry(account));
            assertThat(heard.poll(SOON, TimeUnit.SECONDS)).containsExactly(account);
            var waiting = List.of(new MailboxEntry.Waiting("a", 0, Instant.EPOCH));
            get(adminElsewhere()
                    .importMessage(new MailboxEntry(0, StoredMessages.text("hi"), true, false, waiting), 1));
            assertThat(heard.poll(SOON, TimeUnit.SECONDS)).containsExactly(account);
            long id = get(adminElsewhere().messages(account, 0, 1)).getFirst().id();
            get(adminElsewhere().delete(id));
            assertThat(heard.poll(SOON, TimeUnit.SECONDS)).containsExactly(account);
        }
    }
}
