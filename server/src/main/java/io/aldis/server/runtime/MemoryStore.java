package io.aldis.server.runtime;

import io.aldis.server.Account;
import io.aldis.server.AccountStore;
import io.aldis.server.Binding;
import io.aldis.server.BindingStore;
import io.aldis.server.ChangeFeed;
import io.aldis.server.Registered;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/** Accounts and bindings in memory only: for tests, demonstrations and embedders with a store of their own. Safe for every thread. */
public final class MemoryStore implements AccountStore, BindingStore, ChangeFeed {
    private static final Comparator<Aor> PLACE =
            Comparator.comparing(Aor::domain).thenComparing(Aor::user);

    private final InstantSource clock;
    private final Map<Aor, Account> accounts = new ConcurrentHashMap<>();
    private final Map<Aor, Registered> bindings = new ConcurrentHashMap<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final Map<Follower, CompletableFuture<?>> confirmations = new ConcurrentHashMap<>();

    public MemoryStore() {
        this(InstantSource.system());
    }

    /** @param clock determines which bindings have expired */
    public MemoryStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Optional<Account> find(Aor aor) {
        return Optional.ofNullable(accounts.get(aor));
    }

    @Override
    public boolean put(Account account) {
        boolean fresh = accounts.put(account.aor(), account) == null;
        tell(account.aor());
        return fresh;
    }

    @Override
    public boolean remove(Aor aor) {
        boolean there = accounts.remove(aor) != null;
        bindings.remove(aor);
        tell(aor);
        return there;
    }

    private void tell(Aor aor) {
        for (Follower follower : followers) {
            var latest = follower.accountsChanged(Set.of(aor)).toCompletableFuture();
            confirmations.merge(follower, latest, CompletableFuture::allOf);
        }
    }

    @Override
    public List<Account> list(Collection<String> domains) {
        return accounts.values().stream()
                .filter(account ->
                        domains.isEmpty() || domains.contains(account.aor().domain()))
                .sorted(Comparator.comparing(Account::aor, PLACE))
                .toList();
    }

    @Override
    public List<Account> page(Optional<Aor> after, int most) {
        return accounts.values().stream()
                .filter(account -> after.isEmpty() || PLACE.compare(account.aor(), after.get()) > 0)
                .sorted(Comparator.comparing(Account::aor, PLACE))
                .limit(most)
                .toList();
    }

    @Override
    public Watch follow(Follower follower) {
        followers.add(follower);
        return () -> {
            followers.remove(follower);
            confirmations.remove(follower);
        };
    }

    @Override
    public Propagation awaitPropagation(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        int behind = 0;
        for (Follower follower : followers) if (!confirmed(follower, end - System.nanoTime())) behind++;
        return new Propagation(followers.size() - behind, behind);
    }

    private boolean confirmed(Follower follower, long nanos) {
        var latest = confirmations.get(follower);
        if (latest == null) return true;
        try {
            latest.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        }
    }

    @Override
    public void readAll(BiConsumer<Aor, Registered> each) {
        for (Aor aor : List.copyOf(bindings.keySet())) each.accept(aor, found(aor));
        forgetOld();
    }

    private synchronized void forgetOld() {
        Instant old = clock.instant().minus(EXPIRED_KEPT);
        bindings.replaceAll((_, all) -> new Registered(
                all.bindings().stream()
                        .filter(each -> each.expires().isAfter(old))
                        .toList(),
                all.version()));
        bindings.values().removeIf(all -> all.bindings().isEmpty());
    }

    @Override
    public CompletionStage<Registered> read(Aor aor) {
        return CompletableFuture.completedFuture(found(aor));
    }

    private Registered found(Aor aor) {
        return bindings.getOrDefault(aor, Registered.NOTHING);
    }

    @Override
    public CompletionStage<SetResult> compareAndSet(Aor aor, long version, List<Binding> fresh) {
        return CompletableFuture.completedFuture(set(aor, version, fresh));
    }

    private synchronized SetResult set(Aor aor, long version, List<Binding> fresh) {
        Registered now = found(aor);
        if (now.version() != version) return new SetResult(false, now);
        long next = fresh.isEmpty() ? 0 : version + 1;
        if (fresh.isEmpty()) bindings.remove(aor);
        else
            bindings.put(
                    aor, new Registered(fresh.stream().map(Binding::withoutFlow).toList(), next));
        return new SetResult(true, new Registered(fresh, next));
    }
}
