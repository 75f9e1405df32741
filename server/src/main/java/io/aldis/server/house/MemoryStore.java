package io.aldis.server.house;

import io.aldis.server.Account;
import io.aldis.server.AccountStore;
import io.aldis.server.Binding;
import io.aldis.server.BindingStore;
import io.aldis.sip.Aor;
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
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Accounts and bindings that end with the process: for tests, demonstrations and embedders with a store of their own. Safe for every thread. */
public final class MemoryStore implements AccountStore, BindingStore {
    private static final Comparator<Aor> PLACE =
            Comparator.comparing(Aor::domain).thenComparing(Aor::user);

    private final Map<Aor, Account> accounts = new ConcurrentHashMap<>();
    private final Map<Aor, List<Binding>> bindings = new ConcurrentHashMap<>();
    private final List<Consumer<Set<Aor>>> watchers = new CopyOnWriteArrayList<>();

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
        for (Consumer<Set<Aor>> watcher : watchers) watcher.accept(Set.of(aor));
    }

    @Override
    public List<Account> list(Collection<String> domains) {
        return accounts.values().stream()
                .filter(account ->
                        domains.isEmpty() || domains.contains(account.aor().domain()))
                .sorted(Comparator.comparing(account -> account.aor().toString()))
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
    public Watch watch(Consumer<Set<Aor>> changed) {
        watchers.add(changed);
        return () -> watchers.remove(changed);
    }

    @Override
    public void readAll(BiConsumer<Aor, List<Binding>> each) {
        bindings.forEach(each);
    }

    @Override
    public CompletionStage<Void> replace(Aor aor, List<Binding> all) {
        if (all.isEmpty()) bindings.remove(aor);
        else bindings.put(aor, List.copyOf(all));
        return CompletableFuture.completedFuture(null);
    }
}
