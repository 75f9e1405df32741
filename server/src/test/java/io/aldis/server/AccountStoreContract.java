package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link AccountStore} does. The tests of a store implement this and give it empty stores. */
public interface AccountStoreContract {
    Aor ALICE = Aor.parse("sip:alice@example.com");
    Aor BOB = Aor.parse("sip:bob@example.com");
    Aor CAROL = Aor.parse("sip:carol@example.org");
    int SOON = 20; // seconds, on a machine that does other things too
    Duration PATIENCE = Duration.ofSeconds(SOON);
    String HA1 = "939e7578ed9e3c518a452acee763bce9";

    /** The store under test, the same for the whole of a test, empty at its beginning. */
    AccountStore accounts();

    /** The same accounts, as another process sees them. */
    AccountStore accountsElsewhere();

    /** The bindings beside these accounts. */
    BindingStore bindings();

    /** What a server holds while it runs on these accounts. */
    Serving serving();

    interface Serving extends AutoCloseable {
        @Override
        void close();
    }

    private static Account account(Aor aor) {
        return new Account(aor, Map.of("MD5", HA1));
    }

    @Test
    default void anAccountIsFoundAsItWasPut() {
        var account = new Account(ALICE, Map.of("MD5", HA1, "SHA-256", HA1 + HA1, "SHA-512-256", HA1 + HA1));
        assertThat(accounts().put(account)).isTrue();
        assertThat(accounts().find(ALICE)).contains(account);
        assertThat(accountsElsewhere().find(ALICE)).contains(account);
    }

    @Test
    default void anAddressWithoutAccountIsNotFound() {
        accounts().put(account(ALICE));
        assertThat(accounts().find(BOB)).isEmpty();
        assertThat(accounts().find(new Aor("ALICE", "example.com"))).isEmpty();
        assertThat(accounts().find(new Aor("alice", "example.org"))).isEmpty();
    }

    @Test
    default void puttingAnAccountAgainReplacesAllItsSecrets() {
        accounts().put(new Account(ALICE, Map.of("MD5", HA1, "SHA-256", HA1 + HA1)));
        var changed = new Account(ALICE, Map.of("SHA-256", HA1.repeat(2).replace('9', '8')));
        assertThat(accounts().put(changed)).isFalse();
        assertThat(accounts().find(ALICE)).contains(changed);
    }

    @Test
    default void anAccountMayBeWithoutSecrets() {
        var account = new Account(ALICE, Map.of());
        accounts().put(account);
        assertThat(accounts().find(ALICE)).contains(account);
        assertThat(accounts().list(List.of())).containsExactly(account);
    }

    @Test
    default void whatAnAccountAcceptsFirstIsKeptWithIt() {
        var account = account(ALICE);
        accounts().put(account(BOB));
        for (var each : List.of(Account.AcceptFirst.ON, Account.AcceptFirst.OFF, Account.AcceptFirst.DEFAULT)) {
            accounts().put(account.with(each));
            assertThat(accountsElsewhere().find(ALICE)).contains(account.with(each));
            assertThat(accounts().list(List.of())).containsExactly(account.with(each), account(BOB));
        }
        accounts().put(account.with(Account.AcceptFirst.ON));
        accounts().remove(ALICE);
        accounts().put(account);
        assertThat(accounts().find(ALICE)).contains(account);
    }

    @Test
    default void thePolicyOfAnAccountIsKeptWithIt() {
        var policy = Policy.of(List.of("allow bob@example.net", "drop strangers", "types text/plain", "size 4096"));
        var account = account(ALICE).with(policy);
        accounts().put(account);
        accounts().put(account(BOB));
        assertThat(accountsElsewhere().find(ALICE)).contains(account);
        assertThat(accounts().list(List.of())).containsExactly(account, account(BOB));
        assertThat(accounts().page(Optional.empty(), 5)).containsExactly(account, account(BOB));
        accounts().put(account.with(Policy.NONE));
        assertThat(accounts().find(ALICE)).contains(account(ALICE));
    }

    @Test
    default void aRemovedAccountIsGone() {
        accounts().put(account(ALICE));
        assertThat(accounts().remove(ALICE)).isTrue();
        assertThat(accounts().find(ALICE)).isEmpty();
        assertThat(accounts().remove(ALICE)).isFalse();
        assertThat(accounts().put(account(ALICE))).isTrue();
    }

    @Test
    default void removingAnAccountRemovesItsBindingsAndNoOthers() {
        for (Aor aor : List.of(ALICE, BOB)) {
            accounts().put(account(aor));
            Samples.keep(bindings(), aor, Samples.binding("sip:phone@192.0.2.1"));
        }
        accounts().remove(ALICE);
        accounts().put(account(ALICE));
        assertThat(Samples.all(bindings())).containsOnlyKeys(BOB);
    }

    @Test
    default void accountsAreListedByDomainThenByUser() {
        for (Aor aor : List.of(CAROL, BOB, ALICE)) accounts().put(account(aor));
        assertThat(accounts().list(List.of())).extracting(Account::aor).containsExactly(ALICE, BOB, CAROL);
    }

    @Test
    default void accountsAreListedPageByPageInTheOrderOfTheirOctets() {
        var zoe = new Aor("Zoe", "example.com");
        for (Aor aor : List.of(CAROL, BOB, zoe, ALICE))
            accounts().put(new Account(aor, Map.of("MD5", HA1, "SHA-256", HA1 + HA1)));
        assertThat(accounts().page(Optional.empty(), 2))
                .extracting(Account::aor)
                .containsExactly(zoe, ALICE);
        List<Account> rest = accounts().page(Optional.of(ALICE), 10);
        assertThat(rest).extracting(Account::aor).containsExactly(BOB, CAROL);
        assertThat(rest.getFirst().secrets()).containsOnlyKeys("MD5", "SHA-256");
        assertThat(accounts().page(Optional.of(CAROL), 10)).isEmpty();
    }

    @Test
    default void onlyAccountsOfTheNamedDomainsAreListed() {
        var dave = Aor.parse("sip:dave@example.net");
        for (Aor aor : List.of(CAROL, BOB, ALICE, dave)) accounts().put(account(aor));
        assertThat(accounts().list(List.of("example.org"))).containsExactly(account(CAROL));
        assertThat(accounts().list(List.of("EXAMPLE.com", "example.net")))
                .extracting(Account::aor)
                .containsExactly(ALICE, BOB, dave);
        assertThat(accounts().list(List.of("elsewhere.example"))).isEmpty();
    }

    @Test
    default void usersOfEveryScriptAreKept() {
        for (String user : List.of("李雷", "žofie", "🦊", "a;b&c=d+e$f,g?h/i", "o'brien", "100%25", "1'; --")) {
            var aor = new Aor(user, "example.com");
            accounts().put(account(aor));
            assertThat(accounts().find(aor)).as(user).contains(account(aor));
        }
        assertThat(accounts().list(List.of("example.com"))).hasSize(7);
    }

    @Test
    default void aWatchHearsOfChangesByAnotherProcessWithinASecond() throws Exception {
        accounts().put(account(CAROL));
        BlockingQueue<Set<Aor>> heard = new ArrayBlockingQueue<>(10);
        try (var _ = accounts().watch(hearing(heard))) {
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
        try (var _ = accounts().watch(hearing(heard))) {
            accounts().put(account(BOB));
            assertThat(heard.poll(SOON, TimeUnit.SECONDS)).containsExactly(BOB);
        }
    }

    @Test
    default void aWatcherMayReadTheAccountThatChanged() throws Exception {
        var found = new CompletableFuture<Account>();
        var account = account(ALICE);
        try (var _ = accounts().watch(_ -> {
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
        try (var _ = accounts().watch(aors -> {
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
        try (var _ = accounts().watch(hearing(heard))) {
            Samples.keep(bindings(), ALICE, Samples.binding("sip:phone@192.0.2.1"));
            accounts().put(account(BOB));
            assertThat(heard.poll(SOON, TimeUnit.SECONDS)).containsExactly(BOB);
        }
    }

    @Test
    default void aClosedWatchHearsNothingMore() throws Exception {
        BlockingQueue<Set<Aor>> closed = new ArrayBlockingQueue<>(10);
        BlockingQueue<Set<Aor>> open = new ArrayBlockingQueue<>(10);
        var first = accounts().watch(hearing(closed));
        first.close();
        first.close();
        try (var _ = accounts().watch(hearing(open))) {
            accounts().put(account(ALICE));
            assertThat(open.poll(SOON, TimeUnit.SECONDS)).containsExactly(ALICE);
        }
        assertThat(closed).isEmpty();
    }

    @Test
    default void changesByTwoProcessesAtOnceAreAllKeptAndHeard() throws Exception {
        BlockingQueue<Set<Aor>> heard = new ArrayBlockingQueue<>(1000);
        try (var _ = accounts().watch(hearing(heard))) {
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
                var _ = accounts().watch(_ -> {
                    called.complete(true);
                    return inForce;
                })) {
            accountsElsewhere().put(account(ALICE));
            assertThat(called.get(SOON, TimeUnit.SECONDS)).isTrue();
            assertThat(accountsElsewhere().awaitPropagation(Duration.ofMillis(100)))
                    .isEqualTo(new AccountStore.Propagation(0, 1));
            var waiting =
                    CompletableFuture.supplyAsync(() -> accountsElsewhere().awaitPropagation(PATIENCE));
            inForce.complete(true);
            assertThat(waiting.get(SOON, TimeUnit.SECONDS)).isEqualTo(new AccountStore.Propagation(1, 0));
        }
    }

    @Test
    default void everyServerIsWaitedFor() throws Exception {
        var never = new CompletableFuture<Boolean>();
        try (var _ = serving();
                var _ = accountsElsewhere().watch(_ -> CompletableFuture.completedFuture(true));
                var _ = accounts().watch(_ -> never)) {
            assertThat(accounts().awaitPropagation(PATIENCE)).isEqualTo(new AccountStore.Propagation(2, 0));
            accounts().remove(BOB);
            accounts().put(account(ALICE));
            await().atMost(PATIENCE)
                    .until(
                            () -> accounts().awaitPropagation(Duration.ofMillis(50)),
                            new AccountStore.Propagation(1, 1)::equals);
        }
    }

    @Test
    default void whereNoServerRunsNothingIsWaitedFor() throws Exception {
        var never = new CompletableFuture<Boolean>();
        accounts().watch(_ -> never).close();
        accounts().put(account(ALICE));
        assertThat(accounts().awaitPropagation(PATIENCE)).isEqualTo(new AccountStore.Propagation(0, 0));
        try (var _ = serving()) {
            assertThat(accounts().awaitPropagation(PATIENCE)).isEqualTo(new AccountStore.Propagation(0, 0));
        }
    }

    @Test
    default void aServerThatIsClosedWhileItIsWaitedForIsWaitedForNoLonger() throws Exception {
        var never = new CompletableFuture<Boolean>();
        try (var _ = serving()) {
            AccountStore.Watch watch = accounts().watch(_ -> never);
            accounts().put(account(ALICE));
            var waiting =
                    CompletableFuture.supplyAsync(() -> accountsElsewhere().awaitPropagation(PATIENCE));
            watch.close();
            assertThat(waiting.get(SOON, TimeUnit.SECONDS)).isEqualTo(new AccountStore.Propagation(0, 0));
        }
    }

    @Test
    default void aServerThatCouldNotReadTheStoreHearsOfTheSameChangeAgain() throws Exception {
        BlockingQueue<Set<Aor>> heard = new ArrayBlockingQueue<>(10);
        try (var _ = serving();
                var _ = accounts().watch(aors -> {
                    heard.add(aors);
                    if (heard.size() == 1) throw new StoreException("busy");
                    return CompletableFuture.completedFuture(true);
                })) {
            accounts().put(account(ALICE));
            assertThat(accounts().awaitPropagation(PATIENCE)).isEqualTo(new AccountStore.Propagation(1, 0));
            assertThat(heard).containsExactly(Set.of(ALICE), Set.of(ALICE));
        }
    }

    /** A follower that writes down what it hears and is done with it. */
    static AccountStore.Follower hearing(Collection<Set<Aor>> heard) {
        return aors -> {
            heard.add(aors);
            return CompletableFuture.completedFuture(true);
        };
    }

    private static void putMany(AccountStore store, String name) {
        for (int i = 0; i < 50; i++) store.put(account(new Aor(name + i, "example.com")));
    }
}
