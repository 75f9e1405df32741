package io.aldis.server.location;

import io.aldis.server.Account;
import io.aldis.server.AccountStore;
import io.aldis.server.Binding;
import io.aldis.server.BindingStore;
import io.aldis.server.ChangeFeed;
import io.aldis.server.Registered;
import io.aldis.server.StoreException;
import io.aldis.sip.Aor;
import java.time.Duration;
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

/** A store that writes, fails or is changed by another server when the test says so. */
final class ScriptedStore implements AccountStore, BindingStore, ChangeFeed {
    final Map<Aor, Account> accounts =
            new HashMap<>(Map.of(LocationServiceTest.BOB, new Account(LocationServiceTest.BOB, Map.of())));
    final List<Runnable> writes = new ArrayList<>();
    final List<Runnable> failures = new ArrayList<>();
    List<Binding> bound = List.of();
    long version;
    /** Whether another server writes to it. */
    boolean shared = true;

    Follower follower = changed -> CompletableFuture.completedFuture(true);
    Runnable whileListing = () -> {};

    @Override
    public Optional<Account> find(Aor aor) {
        return Optional.ofNullable(accounts.get(aor));
    }

    @Override
    public boolean put(Account account) {
        boolean fresh = accounts.put(account.aor(), account) == null;
        var _ = follower.accountsChanged(Set.of(account.aor()));
        return fresh;
    }

    @Override
    public boolean remove(Aor aor) {
        boolean there = accounts.remove(aor) != null;
        var _ = follower.accountsChanged(Set.of(aor));
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
    public Watch follow(Follower changed) {
        follower = changed;
        return () -> follower = none -> CompletableFuture.completedFuture(true);
    }

    @Override
    public void readAll(BiConsumer<Aor, Registered> each) {
        each.accept(LocationServiceTest.BOB, new Registered(bound, version));
    }

    @Override
    public boolean shared() {
        return shared;
    }

    @Override
    public CompletionStage<Registered> read(Aor aor) {
        return CompletableFuture.completedFuture(new Registered(bound, version));
    }

    /** In the order of the calls, when the test has it written. */
    @Override
    public CompletionStage<SetResult> compareAndSet(Aor aor, long from, List<Binding> bindings) {
        var write = new CompletableFuture<SetResult>();
        writes.add(() -> {
            boolean set = from == version;
            if (set) otherServer(bindings);
            if (set && !shared && bindings.isEmpty()) version = 0;
            write.complete(new SetResult(set, new Registered(bound, version)));
        });
        failures.add(() -> write.completeExceptionally(new StoreException("the disk is full")));
        return write;
    }

    void otherServer(List<Binding> bindings) {
        bound = bindings;
        version++;
    }

    @Override
    public Propagation awaitPropagation(Duration patience) {
        return new Propagation(0, 0);
    }

    void writes(int write) {
        writes.get(write).run();
    }

    void fails(int write) {
        failures.get(write).run();
    }
}
