package io.aldis.store.sql;

import io.aldis.server.Device;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.MailboxUsage;
import io.aldis.server.Postponement;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * Stores many messages with a few statements, since each costs a round trip to PostgreSQL. The results are those of {@link InsertMessage#on} for one
 * message after the other: quotas count the messages before it. Inside a transaction that excludes other writers.
 */
final class BatchInsert {
    private static final String KNOWN = """
            SELECT d.* FROM unnest(?::text[], ?::text[]) AS a (domain, user_name)
            JOIN device d ON d.domain = a.domain AND d.user_name = a.user_name ORDER BY d.seen DESC, d.device""";
    private static final String SUMS = """
            SELECT m.*, EXISTS (SELECT 1 FROM letter l WHERE l.domain = m.domain AND l.user_name = m.user_name
              AND l.kind = m.kind AND l.status > 0 AND l.status < 3) AS makes_room
            FROM unnest(?::text[], ?::text[]) AS a (domain, user_name)
            JOIN mailbox m ON m.domain = a.domain AND m.user_name = a.user_name""";
    private static final String IDS =
            "SELECT nextval(pg_get_serial_sequence('letter', 'id')) FROM generate_series(1, ?)";
    private static final String MESSAGES = """
            INSERT INTO letter (id, domain, user_name, sender, kind, arrived, expires, seed, size, octets, status)
            OVERRIDING SYSTEM VALUE SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::int[],
            ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[], ?::int[])""";
    private static final String COPIES = """
            INSERT INTO letter_copy (domain, user_name, device, kind, letter, expires, status, tries, not_before)
            SELECT *, 0, 0 FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[], ?::int[])""";
    private static final String MORE = """
            INSERT INTO mailbox (domain, user_name, kind, messages, bytes)
            SELECT * FROM unnest(?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[])
            ON CONFLICT (domain, user_name, kind)
            DO UPDATE SET messages = mailbox.messages + excluded.messages, bytes = mailbox.bytes + excluded.bytes""";

    /** Key of the stored messages of one kind of an account. */
    private record Pile(Aor account, StoredMessage.Kind kind) {}

    /** Key of those of one sender among them. */
    private record PileOf(Pile pile, String sender) {}

    private record Placed(long id, StoredMessage message, MessageRows.Status status) {}

    private record Copy(Placed of, String device, PendingCopyRows.Status status, Optional<Postponement> postponed) {
        Device whose() {
            return new Device(of.message().account(), device);
        }
    }

    private final Connection to;
    private final Map<Aor, List<Known>> known = new HashMap<>();
    private final Map<Pile, MailboxUsage> rooms = new HashMap<>();
    private final Map<PileOf, Long> ofSenders = new HashMap<>();
    private final Map<Pile, MailboxUsage> more = new LinkedHashMap<>();
    private final List<Placed> placed = new ArrayList<>();
    private final List<Copy> copies = new ArrayList<>();
    /** Keys with a stored message that may be deleted for a new one. */
    private final Set<Pile> makingRoom = new HashSet<>();
    /** Accounts over a limit where a message may be deleted: their messages are stored one by one, after the others are written. */
    private final Set<Aor> crowded = new HashSet<>();

    private BatchInsert(Connection to) {
        this.to = to;
    }

    /** @return the result of each, in their order */
    static List<StoreResult> keep(Connection to, List<InsertMessage> keeps) throws SQLException {
        var shelf = new BatchInsert(to);
        shelf.look(keeps);
        List<Long> ids = Sql.numbers(to, IDS, keeps.size());
        var answers = new ArrayList<Optional<StoreResult>>(keeps.size());
        for (int i = 0; i < keeps.size(); i++) answers.add(shelf.keep(keeps.get(i), ids.get(i)));
        shelf.write();
        for (int i = 0; i < keeps.size(); i++)
            if (answers.get(i).isEmpty())
                answers.set(i, Optional.of(keeps.get(i).on(to)));
        return answers.stream().map(Optional::orElseThrow).toList();
    }

    private void look(List<InsertMessage> keeps) throws SQLException {
        List<Aor> accounts =
                keeps.stream().map(keep -> keep.message().account()).distinct().toList();
        String[] domains = texts(accounts, Aor::domain);
        String[] users = texts(accounts, Aor::user);
        Sql.query(
                to,
                KNOWN,
                rows -> {
                    while (rows.next()) {
                        Known device = DeviceRows.read(rows, Aors.read(rows));
                        known.computeIfAbsent(device.device().account(), fresh -> new ArrayList<>())
                                .add(device);
                    }
                    return known;
                },
                domains,
                users);
        Sql.query(
                to,
                SUMS,
                rows -> {
                    while (rows.next()) {
                        var pile = new Pile(Aors.read(rows), StoredMessage.Kind.values()[rows.getInt("kind")]);
                        rooms.put(pile, new MailboxUsage(rows.getLong("messages"), rows.getLong("bytes")));
                        if (rows.getBoolean("makes_room")) makingRoom.add(pile);
                    }
                    return rooms;
                },
                domains,
                users);
    }

    /** Decides on one message. @return empty when it is to be stored one by one later */
    private Optional<StoreResult> keep(InsertMessage keep, long id) throws SQLException {
        StoredMessage message = keep.message();
        if (crowded.contains(message.account())) return Optional.empty();
        Set<String> devices = keep.recipients().devices(known.getOrDefault(message.account(), List.of()));
        if (keep.recipients().needless(devices)) return Optional.of(new StoreResult.Needless());
        var pile = new Pile(message.account(), message.kind());
        var ofSender = new PileOf(pile, message.sender());
        MailboxUsage room = rooms.getOrDefault(pile, MailboxUsage.EMPTY);
        Optional<StoreResult.Bound> lack =
                UsageRows.exceeded(room, message, keep.quota(), () -> count(ofSender, message));
        if (lack.isPresent() && makingRoom.contains(pile)) {
            crowded.add(message.account());
            return Optional.empty();
        }
        if (lack.isPresent()) return Optional.of(new StoreResult.Full(lack.get()));
        rooms.put(pile, room.with(message));
        more.put(pile, more.getOrDefault(pile, MailboxUsage.EMPTY).with(message));
        ofSenders.computeIfPresent(ofSender, (same, count) -> count + 1);
        place(keep, id, devices);
        return Optional.of(new StoreResult.Kept(id, devices));
    }

    private void place(InsertMessage keep, long id, Set<String> devices) {
        var place = new Placed(id, keep.message(), keep.status());
        placed.add(place);
        if (place.status() == MessageRows.Status.TAKEN)
            makingRoom.add(new Pile(keep.message().account(), keep.message().kind()));
        for (String device : devices)
            copies.add(new Copy(
                    place,
                    device,
                    PendingCopyRows.Status.KEPT,
                    keep.recipients().postponement(device)));
        for (String device : keep.refused())
            copies.add(new Copy(place, device, PendingCopyRows.Status.DONE, Optional.empty()));
    }

    /** The stored messages of that sender, plus those before this one that are not written yet. */
    private long count(PileOf whose, StoredMessage message) throws SQLException {
        Long counted = ofSenders.get(whose);
        if (counted != null) return counted;
        long here = placed.stream()
                .map(Placed::message)
                .filter(each -> new PileOf(new Pile(each.account(), each.kind()), each.sender()).equals(whose))
                .count();
        long count = UsageRows.ofSender(to, message) + here;
        ofSenders.put(whose, count);
        return count;
    }

    private void write() throws SQLException {
        if (placed.isEmpty()) return;
        Sql.update(
                to,
                MESSAGES,
                longs(placed, Placed::id),
                texts(placed, each -> each.message().account().domain()),
                texts(placed, each -> each.message().account().user()),
                texts(placed, each -> each.message().sender()),
                ints(placed, each -> each.message().kind().ordinal()),
                longs(placed, each -> each.message().arrived().toEpochMilli()),
                longs(placed, each -> each.message().expires().toEpochMilli()),
                longs(placed, each -> each.message().seed()),
                longs(placed, each -> each.message().bytes().length),
                placed.stream().map(each -> each.message().bytes()).toArray(byte[][]::new),
                ints(placed, each -> each.status().ordinal()));
        Sql.update(
                to,
                COPIES,
                texts(copies, each -> each.of().message().account().domain()),
                texts(copies, each -> each.of().message().account().user()),
                texts(copies, Copy::device),
                ints(copies, each -> each.of().message().kind().ordinal()),
                longs(copies, each -> each.of().id()),
                longs(copies, each -> each.of().message().expires().toEpochMilli()),
                ints(copies, each -> each.status().ordinal()));
        for (Copy copy : copies)
            if (copy.postponed().isPresent())
                PendingCopyRows.postpone(
                        to, copy.whose(), copy.of().id(), copy.postponed().get());
        Sql.update(
                to,
                MORE,
                texts(more.keySet(), each -> each.account().domain()),
                texts(more.keySet(), each -> each.account().user()),
                ints(more.keySet(), each -> each.kind().ordinal()),
                longs(more.values(), MailboxUsage::messages),
                longs(more.values(), MailboxUsage::bytes));
    }

    private static <T> String[] texts(Collection<T> of, Function<T, String> what) {
        return of.stream().map(what).toArray(String[]::new);
    }

    private static <T> long[] longs(Collection<T> of, ToLongFunction<T> what) {
        return of.stream().mapToLong(what).toArray();
    }

    private static <T> int[] ints(Collection<T> of, ToIntFunction<T> what) {
        return of.stream().mapToInt(what).toArray();
    }
}
