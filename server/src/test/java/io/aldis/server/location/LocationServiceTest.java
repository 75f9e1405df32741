package io.aldis.server.location;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Account;
import io.aldis.server.AccountStore;
import io.aldis.server.Binding;
import io.aldis.server.BindingStore;
import io.aldis.server.Registered;
import io.aldis.server.Step;
import io.aldis.server.StoreException;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Memory and disk when the disk fails, is slow, or is changed by others. */
class LocationServiceTest {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Disk disk = new Disk();
    private final LocationService directory = new LocationService(disk, disk, Runnable::run, InstantSource.fixed(NOW));
    private final List<Boolean> heard = new ArrayList<>();

    private static final class Disk implements AccountStore, BindingStore {
        private final Map<Aor, Account> accounts = new HashMap<>(Map.of(BOB, new Account(BOB, Map.of())));
        private final List<Runnable> writes = new ArrayList<>();
        private final List<Runnable> failures = new ArrayList<>();
        private BiConsumer<Aor, Registered> other = (aor, registered) -> {};
        private List<Binding> bound = List.of();
        private long version;
        private Follower follower = changed -> CompletableFuture.completedFuture(true);
        private Runnable whileListing = () -> {};

        @Override
        public Optional<Account> find(Aor aor) {
            return Optional.ofNullable(accounts.get(aor));
        }

        @Override
        public boolean put(Account account) {
            boolean fresh = accounts.put(account.aor(), account) == null;
            var _ = follower.changed(Set.of(account.aor()));
            return fresh;
        }

        @Override
        public boolean remove(Aor aor) {
            boolean there = accounts.remove(aor) != null;
            var _ = follower.changed(Set.of(aor));
            return there;
        }

        @Override
        public List<Account> list(Collection<String> domains) {
            List<Account> all = List.copyOf(accounts.values());
            whileListing.run();
            return all;
        }

        @Override
        public List<Account> page(Optional<Aor> after, int most) {
            return list(List.of());
        }

        @Override
        public Watch watch(Follower changed) {
            follower = changed;
            return () -> follower = none -> CompletableFuture.completedFuture(true);
        }

        @Override
        public void readAll(BiConsumer<Aor, Registered> each) {
            each.accept(BOB, new Registered(bound, version));
        }

        /** In the order of the calls, when the test has it written. */
        @Override
        public CompletionStage<Step<Registered>> change(Aor aor, Function<List<Binding>, Step<List<Binding>>> change) {
            var write = new CompletableFuture<Step<Registered>>();
            writes.add(() -> write.complete(change.apply(bound).then(all -> {
                bound = all;
                version++;
                return Step.go(new Registered(all, version));
            })));
            failures.add(() -> write.completeExceptionally(new StoreException("the disk is full")));
            return write;
        }

        @Override
        public Propagation awaitPropagation(Duration patience) {
            return new Propagation(0, 0);
        }

        @Override
        public AccountStore.Watch watch(BiConsumer<Aor, Registered> changed) {
            other = changed;
            return () -> other = (aor, registered) -> {};
        }

        void writes(int write) {
            writes.get(write).run();
        }

        void fails(int write) {
            failures.get(write).run();
        }
    }

    /** Open registration: users without account. */
    @Test
    void aUserWithoutAccountIsForgottenWhenManyOthersHaveComeAndHasNoBinding() {
        var gone = new Aor("gone", "example.com");
        var bound = new Aor("bound", "example.com");
        directory.makeVolatile(gone);
        directory.makeVolatile(bound);
        directory.change(bound, _ -> Step.go(List.of(at("sip:bound@192.0.2.1"))), _ -> {});
        for (int i = 0; i < 200_000; i++) directory.makeVolatile(new Aor("u" + i, "example.com"));
        assertThat(directory.find(gone)).isEmpty();
        assertThat(directory.find(bound)).isPresent();
        assertThat(directory.find(new Aor("u199999", "example.com"))).isPresent();
    }

    private static Binding at(String contact) {
        return new Binding(SipUri.parse(contact), "", NOW.plusSeconds(60), "c", 1, List.of(), "", "", NOW);
    }

    private List<String> contacts() {
        return directory.bindings(BOB).stream()
                .map(binding -> binding.contact().text())
                .toList();
    }

    private void replace(Aor aor, Binding... bindings) {
        directory.change(
                aor, _ -> Step.go(List.of(bindings)), done -> heard.add(done instanceof Step.Go<List<Binding>>));
    }

    @Test
    void whatCannotBeWrittenChangesNothing() {
        directory.load();
        replace(BOB, at("sip:a@192.0.2.1"));
        disk.writes(0);
        replace(BOB, at("sip:b@192.0.2.1"));
        disk.fails(1);
        assertThat(contacts()).containsExactly("sip:a@192.0.2.1");
        assertThat(heard).containsExactly(true, false);
    }

    @Test
    void aLaterChangeIsNotTakenBackWithAnEarlierOne() {
        directory.load();
        replace(BOB, at("sip:a@192.0.2.1"));
        replace(BOB, at("sip:b@192.0.2.1"));
        disk.fails(0);
        disk.writes(1);
        assertThat(contacts()).containsExactly("sip:b@192.0.2.1");
        assertThat(heard).containsExactly(false, true);
    }

    @Test
    void whatAnotherServerHasWrittenIsKnownHere() {
        List<String> news = new ArrayList<>();
        directory.onElsewhere((aor, fresh) -> news.add(aor + " " + fresh.size()));
        directory.load();
        replace(BOB, at("sip:a@192.0.2.1"));
        disk.writes(0);
        disk.other.accept(BOB, new Registered(List.of(at("sip:a@192.0.2.1"), at("sip:b@192.0.2.2")), 2));
        assertThat(contacts()).containsExactly("sip:a@192.0.2.1", "sip:b@192.0.2.2");
        disk.other.accept(BOB, new Registered(List.of(at("sip:b@192.0.2.2")), 3));
        assertThat(contacts()).containsExactly("sip:b@192.0.2.2");
        assertThat(news).containsExactly("sip:bob@example.com 1");
    }

    @Test
    void whatIsHeardOfLateDoesNotUndoWhatIsNewer() {
        directory.load();
        replace(BOB, at("sip:a@192.0.2.1"));
        replace(BOB, at("sip:b@192.0.2.1"));
        disk.writes(0);
        disk.writes(1);
        disk.other.accept(BOB, new Registered(List.of(at("sip:a@192.0.2.1")), 1));
        assertThat(contacts()).containsExactly("sip:b@192.0.2.1");
    }

    @Test
    void whatChangesWhileTheAccountsAreReadIsNotMissed() {
        Aor carol = Aor.parse("sip:carol@example.com");
        List<Runnable> loop = new ArrayList<>();
        var early = new LocationService(disk, disk, loop::add, InstantSource.fixed(NOW));
        disk.whileListing = () -> {
            disk.put(new Account(carol, Map.of()));
            disk.remove(BOB);
        };
        early.load();
        loop.forEach(Runnable::run);
        assertThat(early.find(carol)).isPresent();
        assertThat(early.find(BOB)).isEmpty();
    }

    @Test
    void aRemovedAccountHasNoBindings() {
        directory.load();
        replace(BOB, at("sip:a@192.0.2.1"));
        disk.writes(0);
        disk.remove(BOB);
        assertThat(contacts()).isEmpty();
        directory.close();
    }

    @Test
    void accountsMadeOnTheFlyAreNotWritten() {
        directory.load();
        Aor dave = Aor.parse("sip:dave@example.com");
        directory.makeVolatile(dave);
        replace(dave, at("sip:d@192.0.2.1"));
        assertThat(heard).containsExactly(true);
        assertThat(disk.writes).isEmpty();
        assertThat(directory.bindings(dave)).hasSize(1);
    }

    @Test
    void browserThatRegisteredBeforeTheServerStartedHasLostItsConnection() {
        var browser = new Binding(
                SipUri.parse("sip:x@c1.invalid;transport=ws"),
                "",
                NOW.plusSeconds(60),
                "c",
                1,
                List.of(),
                "",
                "1-1",
                NOW);
        var phone = new Binding(
                SipUri.parse("sip:bob@192.0.2.1:5060"), "", NOW.plusSeconds(60), "d", 1, List.of(), "", "", NOW);
        disk.bound = List.of(browser, phone);
        directory.load();
        assertThat(directory.unconnected(BOB)).containsExactly(browser.withoutFlow());
    }
}
