package io.aldis.server.runtime;

import io.aldis.server.DeliveryOrder;
import io.aldis.server.Device;
import io.aldis.server.DeviceStore;
import io.aldis.server.DeviceTraits;
import io.aldis.server.Mailbox;
import io.aldis.server.MailboxAdmin;
import io.aldis.server.MailboxEntry;
import io.aldis.server.MailboxStore;
import io.aldis.server.MailboxUsage;
import io.aldis.server.PendingCopies;
import io.aldis.server.PendingCopy;
import io.aldis.server.PendingDelivery;
import io.aldis.server.Postponement;
import io.aldis.server.Quota;
import io.aldis.server.Recipients;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.time.Instant;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Devices and stored messages in memory only, for use with {@link MemoryStore}. Operations are linear scans. Safe for every thread. */
public final class MemoryMail implements DeviceStore, MailboxStore, MailboxAdmin {
    private record Seen(DeviceTraits traits, Reached reached, Instant at) {}

    private final Map<Device, Seen> devices = new HashMap<>();
    private final TreeMap<Long, Kept> messages = new TreeMap<>();
    private long last;

    /** The state of one message for one device. */
    private record Copy(Status status, int tries, int answers, Instant notBefore, Instant blocksUntil, boolean aside) {
        enum Status {
            KEPT,
            OFFERED,
            DONE
        }

        static Copy fresh(Status status) {
            return new Copy(status, 0, 0, Instant.EPOCH, Instant.EPOCH, false);
        }

        boolean waits() {
            return status != Status.DONE;
        }

        Copy postponed(Postponement by) {
            int answered = answers + (by.answered() ? 1 : 0);
            return new Copy(status, tries + 1, answered, by.notBefore(), by.blocksUntil(), by.aside());
        }

        Copy dueNow() {
            return new Copy(status, tries, answers, Instant.EPOCH, Instant.EPOCH, aside);
        }
    }

    private static final class Kept {
        private final StoredMessage message;
        private final Map<String, Copy> copies = new LinkedHashMap<>();
        private final boolean only;
        private boolean taken;
        private boolean refused;

        Kept(StoredMessage message, boolean taken, boolean only) {
            this.message = message;
            this.taken = taken;
            this.only = only;
        }

        /** Whether devices that register later get it, too. */
        boolean offered() {
            return !taken && !only;
        }

        boolean waitsFor(Device device, Instant now) {
            Copy copy = copies.get(device.id());
            return message.account().equals(device.account())
                    && message.expires().isAfter(now)
                    && copy != null
                    && copy.waits();
        }

        boolean waits() {
            return copies.values().stream().anyMatch(Copy::waits);
        }

        boolean makesRoom(StoredMessage fresh, StoreResult.Bound bound) {
            return message.account().equals(fresh.account())
                    && message.kind() == fresh.kind()
                    && MailboxUsage.makesRoom(message, taken, refused, fresh, bound);
        }

        PendingCopy pending(long id, Device device) {
            Copy copy = Objects.requireNonNull(copies.get(device.id()));
            return new PendingCopy(
                    id,
                    message.kind(),
                    message.sender(),
                    copy.tries(),
                    copy.notBefore(),
                    copy.blocksUntil(),
                    copy.aside(),
                    message.expires());
        }

        MailboxEntry listed(long id) {
            List<MailboxEntry.Waiting> waiting = copies.entrySet().stream()
                    .filter(each -> each.getValue().waits())
                    .map(each -> new MailboxEntry.Waiting(
                            each.getKey(),
                            each.getValue().tries(),
                            each.getValue().notBefore()))
                    .toList();
            return new MailboxEntry(id, message, taken, only && !taken, waiting);
        }
    }

    private synchronized <T> CompletionStage<T> now(Supplier<T> work) {
        return CompletableFuture.completedFuture(work.get());
    }

    // ---- devices

    @Override
    public CompletionStage<Void> seen(Aor account, List<Sighting> sightings, Instant at) {
        return now(() -> {
                    for (Sighting each : sightings) seen(account, each, at);
                    return true;
                })
                .thenAccept(_ -> {});
    }

    private void seen(Aor account, Sighting sighting, Instant at) {
        var device = new Device(account, sighting.id());
        Seen before = devices.get(device);
        Reached reached =
                before != null && sighting.reached() == Reached.UNKNOWN ? before.reached() : sighting.reached();
        devices.put(device, new Seen(sighting.traits(), reached, at));
        if (before != null && hasMoved(before.traits(), sighting.traits()))
            for (Kept kept : of(account)) if (kept.taken) kept.copies.remove(sighting.id());
        messages.values().removeIf(kept -> !kept.offered() && !kept.waits());
        for (Kept kept : of(account))
            if (kept.offered()) kept.copies.putIfAbsent(sighting.id(), Copy.fresh(Copy.Status.OFFERED));
    }

    private static boolean hasMoved(DeviceTraits before, DeviceTraits now) {
        return !before.contact().isEmpty() && !before.contact().equals(now.contact());
    }

    private List<Kept> of(Aor account) {
        return messages.values().stream()
                .filter(kept -> kept.message.account().equals(account))
                .toList();
    }

    @Override
    public CompletionStage<List<Known>> devices(Aor account, Instant since) {
        return now(() -> known(account, since).toList());
    }

    private Stream<Known> known(Aor account, Instant since) {
        return devices.entrySet().stream()
                .map(entry -> known(entry.getKey(), entry.getValue()))
                .filter(known -> known.device().account().equals(account)
                        && !known.seen().isBefore(since))
                .sorted(Comparator.comparing(Known::seen).reversed());
    }

    private static Known known(Device device, Seen seen) {
        return new Known(device, seen.traits(), seen.reached(), seen.at());
    }

    @Override
    public CompletionStage<List<Known>> page(Optional<Device> after, int most) {
        Comparator<Device> order = Comparator.comparing(Device::account, PLACE).thenComparing(Device::id);
        return now(() -> devices.entrySet().stream()
                .filter(entry -> after.isEmpty() || order.compare(entry.getKey(), after.get()) > 0)
                .sorted(Map.Entry.comparingByKey(order))
                .limit(most)
                .map(entry -> known(entry.getKey(), entry.getValue()))
                .toList());
    }

    @Override
    public CompletionStage<Void> importDevice(Known known) {
        return now(() -> devices.merge(
                        known.device(),
                        new Seen(known.traits(), known.reached(), known.seen()),
                        (here, there) -> here.at().isAfter(there.at()) ? here : there))
                .thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<Boolean> forget(Device device) {
        return now(() -> {
            for (Kept kept : of(device.account())) kept.copies.remove(device.id());
            messages.values().removeIf(kept -> !kept.offered() && !kept.waits());
            return devices.remove(device) != null;
        });
    }

    @Override
    public CompletionStage<Integer> purge(Instant since, int most) {
        return now(() -> {
            List<Device> old = devices.entrySet().stream()
                    .filter(each -> each.getValue().at().isBefore(since) && !isWaiting(each.getKey()))
                    .map(Map.Entry::getKey)
                    .limit(most)
                    .toList();
            old.forEach(devices::remove);
            return old.size();
        });
    }

    private boolean isWaiting(Device device) {
        return of(device.account()).stream()
                .map(kept -> kept.copies.get(device.id()))
                .anyMatch(copy -> copy != null && copy.waits());
    }

    // ---- stored messages

    @Override
    public CompletionStage<StoreResult> keep(StoredMessage message, Recipients recipients, Quota quota) {
        return now(() -> {
            Set<String> who =
                    recipients.devices(known(message.account(), Instant.MIN).toList());
            if (recipients.needless(who)) return new StoreResult.Needless();
            Optional<StoreResult.Bound> full = full(message, quota);
            var before = new TreeMap<>(messages);
            while (full.isPresent() && makeRoom(message, full.get())) full = full(message, quota);
            if (full.isPresent()) {
                messages.putAll(before);
                return new StoreResult.Full(full.get());
            }
            var kept = new Kept(message, recipients.taken(), recipients.only());
            for (String id : who) {
                Copy copy = Copy.fresh(Copy.Status.KEPT);
                kept.copies.put(
                        id, recipients.postponement(id).map(copy::postponed).orElse(copy));
            }
            if (!recipients.taken())
                for (String id : recipients.done()) kept.copies.put(id, Copy.fresh(Copy.Status.DONE));
            messages.put(++last, kept);
            return new StoreResult.Kept(last, who);
        });
    }

    private boolean makeRoom(StoredMessage message, StoreResult.Bound bound) {
        Optional<Long> oldest = messages.entrySet().stream()
                .filter(entry -> entry.getValue().makesRoom(message, bound))
                .map(Map.Entry::getKey)
                .findFirst();
        oldest.ifPresent(messages::remove);
        return oldest.isPresent();
    }

    private Optional<StoreResult.Bound> full(StoredMessage message, Quota quota) {
        var usage = MailboxUsage.EMPTY;
        long ofSender = 0;
        for (Kept kept : of(message.account())) {
            if (kept.message.kind() != message.kind()) continue;
            usage = usage.with(kept.message);
            if (kept.message.sender().equals(message.sender())) ofSender++;
        }
        return usage.ofSender(ofSender).exceeded(message, quota);
    }

    @Override
    public CompletionStage<PendingCopies> pending(Device device, Instant now, int most) {
        return now(() -> PendingCopies.of(messages.entrySet().stream()
                .filter(entry -> entry.getValue().waitsFor(device, now))
                .map(entry -> entry.getValue().pending(entry.getKey(), device))
                .sorted(DeliveryOrder.QUEUE)
                .limit(most)
                .toList()));
    }

    @Override
    public CompletionStage<Optional<PendingDelivery>> open(Device device, long message, Instant now) {
        return now(() -> Optional.ofNullable(messages.get(message))
                .filter(kept -> kept.waitsFor(device, now))
                .map(kept -> {
                    Copy copy = Objects.requireNonNull(kept.copies.get(device.id()));
                    return new PendingDelivery(message, kept.message, copy.tries(), copy.answers());
                }));
    }

    @Override
    public CompletionStage<Void> done(Device device, long message, Ending ending) {
        return now(() -> {
                    Kept kept = messages.get(message);
                    if (kept != null && kept.message.account().equals(device.account()))
                        end(kept, message, device, ending);
                    return true;
                })
                .thenAccept(_ -> {});
    }

    private void end(Kept kept, long message, Device device, Ending ending) {
        if (ending == Ending.DECLINED) {
            messages.remove(message);
            return;
        }
        kept.copies.put(device.id(), Copy.fresh(Copy.Status.DONE));
        if (ending == Ending.TAKEN) {
            kept.taken = true;
            kept.copies.values().removeIf(copy -> copy.status() == Copy.Status.OFFERED);
        }
        if (!kept.waits() && !kept.offered()) messages.remove(message);
        else if (!kept.waits()) kept.refused = true;
    }

    @Override
    public CompletionStage<Void> postpone(Device device, long message, Postponement postponement) {
        return now(() -> {
                    Kept kept = messages.get(message);
                    if (kept == null || !kept.message.account().equals(device.account())) return false;
                    kept.copies.computeIfPresent(
                            device.id(), (id, copy) -> copy.waits() ? copy.postponed(postponement) : copy);
                    return true;
                })
                .thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<List<MailboxEntry>> expire(Instant now, int most) {
        return now(() -> {
            List<MailboxEntry> expired = messages.entrySet().stream()
                    .filter(entry -> !entry.getValue().message.expires().isAfter(now))
                    .sorted(Comparator.comparing(
                            entry -> entry.getValue().message.expires()))
                    .limit(most)
                    .map(entry -> entry.getValue().listed(entry.getKey()))
                    .toList();
            for (MailboxEntry each : expired) messages.remove(each.id());
            return expired;
        });
    }

    // ---- for the operator

    @Override
    public CompletionStage<List<Aor>> accounts(Optional<Aor> after, int most) {
        return mailboxes(after, most)
                .thenApply(page -> page.stream().map(Mailbox::account).toList());
    }

    @Override
    public CompletionStage<List<Mailbox>> mailboxes(Optional<Aor> after, int most) {
        return now(() -> messages.values().stream()
                .map(kept -> kept.message.account())
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
                all.stream().mapToLong(kept -> kept.message.bytes().length).sum());
    }

    @Override
    public CompletionStage<List<MailboxEntry>> messages(Aor account, long after, int most) {
        return now(() -> messages.tailMap(after, false).entrySet().stream()
                .filter(entry -> entry.getValue().message.account().equals(account))
                .limit(most)
                .map(entry -> entry.getValue().listed(entry.getKey()))
                .toList());
    }

    @Override
    public CompletionStage<Optional<MailboxEntry>> message(long id) {
        return now(() -> Optional.ofNullable(messages.get(id)).map(kept -> kept.listed(id)));
    }

    @Override
    public CompletionStage<Boolean> delete(long message) {
        return now(() -> messages.remove(message) != null);
    }

    @Override
    public CompletionStage<Boolean> importMessage(MailboxEntry brought, int copies) {
        StoredMessage message = brought.message();
        return now(() -> {
            long here = of(message.account()).stream()
                    .filter(kept -> equal(kept.message, message))
                    .count();
            if (here >= copies) return false;
            var kept = new Kept(message, brought.taken(), brought.only());
            for (MailboxEntry.Waiting each : brought.waiting())
                kept.copies.put(
                        each.device(),
                        new Copy(Copy.Status.KEPT, each.tries(), each.tries(), each.notBefore(), Instant.EPOCH, false));
            messages.put(++last, kept);
            return true;
        });
    }

    private static boolean equal(StoredMessage one, StoredMessage other) {
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
                for (Map.Entry<String, Copy> copy : kept.copies.entrySet()) {
                    if (copy.getValue().notBefore().equals(Instant.EPOCH)) continue;
                    copy.setValue(copy.getValue().dueNow());
                    changed++;
                }
            }
            return changed;
        });
    }
}
