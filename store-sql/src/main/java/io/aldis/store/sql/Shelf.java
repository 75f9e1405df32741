package io.aldis.store.sql;

import io.aldis.server.Device;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.Keeping;
import io.aldis.server.Letter;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * Keeps many letters with a handful of statements, for a PostgreSQL that is a round trip away. Each letter meets what those before it
 * have left, as if they came one by one: the answers are those of {@link Keep#on}. Inside of a transaction that nobody writes beside.
 */
final class Shelf {
    private static final String KNOWN = """
            SELECT d.* FROM unnest(?::text[], ?::text[]) AS a (domain, user_name)
            JOIN device d ON d.domain = a.domain AND d.user_name = a.user_name ORDER BY d.seen DESC, d.device""";
    private static final String SUMS = """
            SELECT m.* FROM unnest(?::text[], ?::text[]) AS a (domain, user_name)
            JOIN mailbox m ON m.domain = a.domain AND m.user_name = a.user_name""";
    private static final String IDS =
            "SELECT nextval(pg_get_serial_sequence('letter', 'id')) FROM generate_series(1, ?)";
    private static final String LETTERS = """
            INSERT INTO letter (id, domain, user_name, sender, kind, arrived, expires, seed, size, octets)
            OVERRIDING SYSTEM VALUE SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::int[],
            ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[])""";
    private static final String COPIES = """
            INSERT INTO letter_copy (domain, user_name, device, kind, letter, expires, tries, not_before)
            SELECT *, 0, 0 FROM unnest(?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[])""";
    private static final String MORE = """
            INSERT INTO mailbox (domain, user_name, kind, messages, bytes)
            SELECT * FROM unnest(?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[])
            ON CONFLICT (domain, user_name, kind)
            DO UPDATE SET messages = mailbox.messages + excluded.messages, bytes = mailbox.bytes + excluded.bytes""";

    /** The letters of one kind of an account, or those of one sender among them. */
    private record Pile(Aor account, Letter.Kind kind) {}

    private record PileOf(Pile pile, String sender) {}

    private record Placed(long id, Letter letter) {}

    private record Copy(Placed of, String device) {}

    private final Connection to;
    private final Map<Aor, List<Known>> known = new HashMap<>();
    private final Map<Pile, Room> rooms = new HashMap<>();
    private final Map<PileOf, Long> ofSenders = new HashMap<>();
    private final Map<Pile, Room> more = new LinkedHashMap<>();
    private final List<Placed> placed = new ArrayList<>();
    private final List<Copy> copies = new ArrayList<>();

    private Shelf(Connection to) {
        this.to = to;
    }

    /** @return an answer for each, in their order */
    static List<Keeping> keep(Connection to, List<Keep> keeps) throws SQLException {
        var shelf = new Shelf(to);
        shelf.look(keeps);
        List<Long> ids = Sql.numbers(to, IDS, keeps.size());
        var answers = new ArrayList<Keeping>(keeps.size());
        for (int i = 0; i < keeps.size(); i++) answers.add(shelf.keep(keeps.get(i), ids.get(i)));
        shelf.write();
        return answers;
    }

    private void look(List<Keep> keeps) throws SQLException {
        List<Aor> accounts =
                keeps.stream().map(keep -> keep.letter().account()).distinct().toList();
        String[] domains = texts(accounts, Aor::domain);
        String[] users = texts(accounts, Aor::user);
        Sql.query(
                to,
                KNOWN,
                rows -> {
                    while (rows.next()) {
                        var device = new Device(Aors.read(rows), rows.getString("device"));
                        known.computeIfAbsent(device.account(), fresh -> new ArrayList<>())
                                .add(new Known(device, Instant.ofEpochMilli(rows.getLong("seen"))));
                    }
                    return known;
                },
                domains,
                users);
        Sql.query(
                to,
                SUMS,
                rows -> {
                    while (rows.next())
                        rooms.put(
                                new Pile(Aors.read(rows), Letter.Kind.values()[rows.getInt("kind")]),
                                new Room(rows.getLong("messages"), rows.getLong("bytes")));
                    return rooms;
                },
                domains,
                users);
    }

    private Keeping keep(Keep keep, long id) throws SQLException {
        Letter letter = keep.letter();
        Set<String> devices = keep.devices(known.getOrDefault(letter.account(), List.of()));
        if (devices.isEmpty()) return new Keeping.Needless();
        var pile = new Pile(letter.account(), letter.kind());
        var ofSender = new PileOf(pile, letter.sender());
        Room room = rooms.getOrDefault(pile, Room.EMPTY);
        Optional<Keeping.Bound> lack = room.lacks(letter, keep.quota(), () -> count(ofSender, letter));
        if (lack.isPresent()) return new Keeping.Full(lack.get());
        rooms.put(pile, room.with(letter));
        more.put(pile, more.getOrDefault(pile, Room.EMPTY).with(letter));
        ofSenders.computeIfPresent(ofSender, (same, count) -> count + 1);
        var place = new Placed(id, letter);
        placed.add(place);
        for (String device : devices) copies.add(new Copy(place, device));
        return new Keeping.Kept(id, devices);
    }

    /** Those on record, and those before it that are not written yet. */
    private long count(PileOf whose, Letter letter) throws SQLException {
        Long counted = ofSenders.get(whose);
        if (counted != null) return counted;
        long here = placed.stream()
                .map(Placed::letter)
                .filter(each -> new PileOf(new Pile(each.account(), each.kind()), each.sender()).equals(whose))
                .count();
        long count = Room.ofSender(to, letter) + here;
        ofSenders.put(whose, count);
        return count;
    }

    private void write() throws SQLException {
        if (placed.isEmpty()) return;
        Sql.update(
                to,
                LETTERS,
                longs(placed, Placed::id),
                texts(placed, each -> each.letter().account().domain()),
                texts(placed, each -> each.letter().account().user()),
                texts(placed, each -> each.letter().sender()),
                ints(placed, each -> each.letter().kind().ordinal()),
                longs(placed, each -> each.letter().arrived().toEpochMilli()),
                longs(placed, each -> each.letter().expires().toEpochMilli()),
                longs(placed, each -> each.letter().seed()),
                longs(placed, each -> each.letter().bytes().length),
                placed.stream().map(each -> each.letter().bytes()).toArray(byte[][]::new));
        Sql.update(
                to,
                COPIES,
                texts(copies, each -> each.of().letter().account().domain()),
                texts(copies, each -> each.of().letter().account().user()),
                texts(copies, Copy::device),
                ints(copies, each -> each.of().letter().kind().ordinal()),
                longs(copies, each -> each.of().id()),
                longs(copies, each -> each.of().letter().expires().toEpochMilli()));
        Sql.update(
                to,
                MORE,
                texts(more.keySet(), each -> each.account().domain()),
                texts(more.keySet(), each -> each.account().user()),
                ints(more.keySet(), each -> each.kind().ordinal()),
                longs(more.values(), Room::messages),
                longs(more.values(), Room::bytes));
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
