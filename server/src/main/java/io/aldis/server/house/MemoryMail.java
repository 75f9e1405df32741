package io.aldis.server.house;

import io.aldis.server.Addressees;
import io.aldis.server.Device;
import io.aldis.server.DeviceStore;
import io.aldis.server.Held;
import io.aldis.server.Keeping;
import io.aldis.server.Letter;
import io.aldis.server.Listed;
import io.aldis.server.Mailbox;
import io.aldis.server.MailboxStore;
import io.aldis.server.Quota;
import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Devices and letters that end with the process: beside {@link MemoryStore}. Nothing here is quick. Safe for every thread. */
public final class MemoryMail implements DeviceStore, MailboxStore {
    private static final Comparator<Map.Entry<Long, Kept>> ORDER = Comparator.comparing(
                    (Map.Entry<Long, Kept> entry) -> entry.getValue().letter().kind())
            .thenComparing(Map.Entry::getKey);

    private final Map<Device, Instant> devices = new HashMap<>();
    private final TreeMap<Long, Kept> letters = new TreeMap<>();
    private long last;

    private record Kept(Letter letter, Map<String, Listed.Waiting> waiting) {
        boolean waitsFor(Device device, Instant now) {
            return letter.account().equals(device.account())
                    && letter.expires().isAfter(now)
                    && waiting.containsKey(device.id());
        }

        Listed listed(long id) {
            return new Listed(id, letter, List.copyOf(waiting.values()));
        }
    }

    private synchronized <T> CompletionStage<T> now(Supplier<T> work) {
        return CompletableFuture.completedFuture(work.get());
    }

    // ---- devices

    @Override
    public CompletionStage<Void> seen(Aor account, List<String> ids, Instant at) {
        return now(() -> {
                    for (String id : ids) devices.put(new Device(account, id), at);
                    String nobody = Device.nobodyYet(account).id();
                    for (Kept kept : of(account)) {
                        Listed.Waiting copy = kept.waiting().remove(nobody);
                        if (copy != null)
                            kept.waiting()
                                    .put(
                                            ids.getFirst(),
                                            new Listed.Waiting(ids.getFirst(), copy.tries(), copy.notBefore()));
                    }
                    return true;
                })
                .thenAccept(_ -> {});
    }

    private List<Kept> of(Aor account) {
        return letters.values().stream()
                .filter(kept -> kept.letter().account().equals(account))
                .toList();
    }

    @Override
    public CompletionStage<List<Known>> devices(Aor account, Instant since) {
        return now(() -> known(account, since).toList());
    }

    private Stream<Known> known(Aor account, Instant since) {
        return devices.entrySet().stream()
                .map(entry -> new Known(entry.getKey(), entry.getValue()))
                .filter(known -> known.device().account().equals(account)
                        && !known.seen().isBefore(since))
                .sorted(Comparator.comparing(Known::seen).reversed());
    }

    @Override
    public CompletionStage<List<Known>> page(Optional<Device> after, int most) {
        Comparator<Device> order = Comparator.comparing(Device::account, PLACE).thenComparing(Device::id);
        return now(() -> devices.entrySet().stream()
                .filter(entry -> after.isEmpty() || order.compare(entry.getKey(), after.get()) > 0)
                .sorted(Map.Entry.comparingByKey(order))
                .limit(most)
                .map(entry -> new Known(entry.getKey(), entry.getValue()))
                .toList());
    }

    @Override
    public CompletionStage<Void> bring(Known known) {
        return now(() -> devices.merge(
                        known.device(), known.seen(), (here, there) -> here.isAfter(there) ? here : there))
                .thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<Boolean> forget(Device device) {
        return now(() -> {
            for (Kept kept : of(device.account())) kept.waiting().remove(device.id());
            letters.values().removeIf(kept -> kept.waiting().isEmpty());
            return devices.remove(device) != null;
        });
    }

    @Override
    public CompletionStage<Integer> purge(Instant since, int most) {
        return now(() -> {
            List<Device> old = devices.entrySet().stream()
                    .filter(each -> each.getValue().isBefore(since) && !isWaiting(each.getKey()))
                    .map(Map.Entry::getKey)
                    .limit(most)
                    .toList();
            old.forEach(devices::remove);
            return old.size();
        });
    }

    private boolean isWaiting(Device device) {
        return of(device.account()).stream().anyMatch(kept -> kept.waiting().containsKey(device.id()));
    }

    // ---- letters

    @Override
    public CompletionStage<Keeping> keep(Letter letter, Addressees addressees, Quota quota) {
        return now(() -> {
            Set<String> who = who(letter.account(), addressees);
            if (who.isEmpty()) return new Keeping.Needless();
            Optional<Keeping.Bound> full = full(letter, quota);
            if (full.isPresent()) return new Keeping.Full(full.get());
            Map<String, Listed.Waiting> waiting = new LinkedHashMap<>();
            for (String id : who) waiting.put(id, new Listed.Waiting(id, 0, Instant.EPOCH));
            letters.put(++last, new Kept(letter, waiting));
            return new Keeping.Kept(last, who);
        });
    }

    private Set<String> who(Aor account, Addressees addressees) {
        Set<String> who = known(account, addressees.since())
                .limit(addressees.most())
                .map(known -> known.device().id())
                .collect(Collectors.toCollection(TreeSet::new));
        who.addAll(addressees.named());
        who.removeAll(addressees.done());
        if (who.isEmpty() && addressees.done().isEmpty())
            who.add(Device.nobodyYet(account).id());
        return who;
    }

    private Optional<Keeping.Bound> full(Letter letter, Quota quota) {
        List<Letter> same = of(letter.account()).stream()
                .map(Kept::letter)
                .filter(known -> known.kind() == letter.kind())
                .toList();
        if (letter.kind() == Letter.Kind.RECEIPT)
            return same.size() < quota.receipts() ? Optional.empty() : Optional.of(Keeping.Bound.RECEIPTS);
        long bytes = same.stream().mapToLong(known -> known.bytes().length).sum();
        long ofSender = same.stream()
                .filter(known -> known.sender().equals(letter.sender()))
                .count();
        if (same.size() >= quota.messages()) return Optional.of(Keeping.Bound.MESSAGES);
        if (bytes + letter.bytes().length > quota.bytes()) return Optional.of(Keeping.Bound.BYTES);
        return ofSender < quota.perSender() ? Optional.empty() : Optional.of(Keeping.Bound.SENDER);
    }

    private Stream<Map.Entry<Long, Kept>> waiting(Device device, Instant now) {
        return letters.entrySet().stream()
                .filter(entry -> entry.getValue().waitsFor(device, now))
                .sorted(ORDER);
    }

    @Override
    public CompletionStage<Optional<Held>> next(Device device, Instant now) {
        return now(() -> waiting(device, now)
                .map(entry -> Map.entry(entry, copy(entry, device)))
                .filter(entry -> !entry.getValue().notBefore().isAfter(now))
                .filter(entry -> waiting(device, now).noneMatch(each -> isBefore(each, entry.getKey(), device, now)))
                .map(entry -> new Held(
                        entry.getKey().getKey(),
                        entry.getKey().getValue().letter(),
                        entry.getValue().tries()))
                .findFirst());
    }

    /** Whether that one is postponed, and the other waits behind it. */
    private static boolean isBefore(
            Map.Entry<Long, Kept> one, Map.Entry<Long, Kept> other, Device device, Instant now) {
        Letter before = one.getValue().letter();
        Letter behind = other.getValue().letter();
        Listed.Waiting copy = copy(one, device);
        return one.getKey() < other.getKey()
                && before.kind() == behind.kind()
                && before.sender().equals(behind.sender())
                && copy.notBefore().isAfter(now)
                && copy.tries() <= IN_ORDER;
    }

    private static Listed.Waiting copy(Map.Entry<Long, Kept> entry, Device device) {
        return Objects.requireNonNull(entry.getValue().waiting().get(device.id()));
    }

    @Override
    public CompletionStage<Optional<Instant>> due(Device device, Instant now) {
        return now(() -> waiting(device, now)
                .filter(entry -> copy(entry, device).notBefore().isAfter(now))
                .map(entry -> min(
                        copy(entry, device).notBefore(),
                        entry.getValue().letter().expires()))
                .min(Comparator.naturalOrder()));
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    @Override
    public CompletionStage<Void> done(Device device, long letter) {
        return now(() -> {
                    Kept kept = letters.get(letter);
                    if (kept == null || !kept.letter().account().equals(device.account())) return false;
                    kept.waiting().remove(device.id());
                    if (kept.waiting().isEmpty()) letters.remove(letter);
                    return true;
                })
                .thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<Void> postpone(Device device, long letter, Instant notBefore) {
        return now(() -> {
                    Kept kept = letters.get(letter);
                    if (kept == null || !kept.letter().account().equals(device.account())) return false;
                    kept.waiting()
                            .computeIfPresent(
                                    device.id(), (id, copy) -> new Listed.Waiting(id, copy.tries() + 1, notBefore));
                    return true;
                })
                .thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<List<Listed>> expire(Instant now, int most) {
        return now(() -> {
            List<Listed> expired = letters.entrySet().stream()
                    .filter(entry -> !entry.getValue().letter().expires().isAfter(now))
                    .sorted(Comparator.comparing(
                            entry -> entry.getValue().letter().expires()))
                    .limit(most)
                    .map(entry -> entry.getValue().listed(entry.getKey()))
                    .toList();
            for (Listed each : expired) letters.remove(each.id());
            return expired;
        });
    }

    // ---- for the operator

    @Override
    public CompletionStage<List<Mailbox>> mailboxes(Optional<Aor> after, int most) {
        return now(() -> letters.values().stream()
                .map(kept -> kept.letter().account())
                .distinct()
                .sorted(PLACE)
                .filter(account -> after.isEmpty() || PLACE.compare(account, after.get()) > 0)
                .limit(most)
                .map(this::mailbox)
                .toList());
    }

    private static final Comparator<Aor> PLACE =
            Comparator.comparing(Aor::domain).thenComparing(Aor::user);

    private Mailbox mailbox(Aor account) {
        List<Kept> all = of(account);
        return new Mailbox(
                account,
                all.size(),
                all.stream().mapToLong(kept -> kept.letter().bytes().length).sum());
    }

    @Override
    public CompletionStage<List<Listed>> letters(Aor account, long after, int most) {
        return now(() -> letters.tailMap(after, false).entrySet().stream()
                .filter(entry -> entry.getValue().letter().account().equals(account))
                .limit(most)
                .map(entry -> entry.getValue().listed(entry.getKey()))
                .toList());
    }

    @Override
    public CompletionStage<Optional<Listed>> letter(long id) {
        return now(() -> Optional.ofNullable(letters.get(id)).map(kept -> kept.listed(id)));
    }

    @Override
    public CompletionStage<Boolean> delete(long letter) {
        return now(() -> letters.remove(letter) != null);
    }

    @Override
    public CompletionStage<Boolean> bring(Letter letter, List<Listed.Waiting> waiting, int copies) {
        return now(() -> {
            long here = of(letter.account()).stream()
                    .filter(kept -> equal(kept.letter(), letter))
                    .count();
            if (here >= copies) return false;
            Map<String, Listed.Waiting> who = new LinkedHashMap<>();
            for (Listed.Waiting each : waiting) who.put(each.device(), each);
            letters.put(++last, new Kept(letter, who));
            return true;
        });
    }

    private static boolean equal(Letter one, Letter other) {
        return one.sender().equals(other.sender())
                && one.kind() == other.kind()
                && one.arrived().equals(other.arrived())
                && one.expires().equals(other.expires())
                && one.seed() == other.seed()
                && Arrays.equals(one.bytes(), other.bytes());
    }

    @Override
    public CompletionStage<Integer> retry(Aor account) {
        return now(() -> {
            int changed = 0;
            for (Kept kept : of(account)) {
                for (Listed.Waiting copy : new ArrayList<>(kept.waiting().values())) {
                    if (copy.notBefore().equals(Instant.EPOCH)) continue;
                    kept.waiting().put(copy.device(), new Listed.Waiting(copy.device(), copy.tries(), Instant.EPOCH));
                    changed++;
                }
            }
            return changed;
        });
    }
}
