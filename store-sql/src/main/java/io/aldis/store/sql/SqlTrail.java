package io.aldis.store.sql;

import io.aldis.server.Trail;
import io.aldis.server.TrailGap;
import io.aldis.server.TrailStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Trails in SQL, one row for each message. Blocks; safe for every thread. */
final class SqlTrail implements TrailStore, AutoCloseable {
    /** Most characters of Call-ID, sender and recipient, so that a peer cannot cause large rows. */
    private static final int LONGEST = 250;

    /** Appends the steps to an existing trail. One of 200,000 characters grows no more, but counts as updated. */
    private static final String APPEND = """
            UPDATE trail SET events = CASE WHEN length(events) < 200000 THEN events || ? ELSE events END
            WHERE mark = ?""";

    /** Inserts a trail, or appends its steps if another server, or a trail before it in the same batch, has inserted it. */
    private static final String INSERT = """
            INSERT INTO trail (mark, began, call_key, sender_key, recipient_key, call_id, sender, recipient, events)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (mark) DO UPDATE SET events = trail.events || excluded.events
            WHERE length(trail.events) < 200000""";

    private static final String GAP = """
            INSERT INTO trail_gap (mark, began, ended, messages, steps) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (mark) DO UPDATE SET ended = excluded.ended, messages = excluded.messages, steps = excluded.steps""";
    private static final String BY_CALL_ID =
            "SELECT * FROM trail WHERE began >= 0 AND call_key = ? AND call_id = ? ORDER BY began DESC, id DESC LIMIT ?";
    private static final String BY_ADDRESS = """
            SELECT * FROM trail
            WHERE began >= ? AND (sender_key = ? OR recipient_key = ?) AND (sender = ? OR recipient = ?)
            ORDER BY began DESC, id DESC LIMIT ?""";
    private static final String GAPS = "SELECT * FROM trail_gap WHERE ended >= ? AND began <= ? ORDER BY began";
    private static final String OLDEST = "SELECT id, began FROM trail ORDER BY id LIMIT ?";
    private static final String NEWEST = "SELECT coalesce(max(id), 0) FROM trail";

    private final Database database;
    private @Nullable GroupCommit disk;

    SqlTrail(Database database) {
        this.database = database;
    }

    @Override
    public void write(List<Trail> trails, Optional<TrailGap> gap) {
        change(to -> {
            insert(to, trails);
            if (gap.isPresent()) write(to, gap.get());
            return true;
        });
    }

    private synchronized <T> T change(SqlWork<T> work) {
        GroupCommit known = disk;
        if (known == null) disk = known = new GroupCommit(database);
        var change = new Change<>(work, false);
        known.write(List.of(change)).forEach(Runnable::run);
        return change.done().join();
    }

    /**
     * Updates what exists and inserts the rest: on PostgreSQL each INSERT uses up an id, even where it becomes an update, and
     * {@link #forget} needs ids without gaps. In the order of marks, so that two servers that update the same rows cannot deadlock.
     */
    private static void insert(Connection to, List<Trail> trails) throws SQLException {
        List<Trail> sorted =
                trails.stream().sorted(Comparator.comparingLong(Trail::mark)).toList();
        int[] updated = append(to, sorted);
        try (var statement = to.prepareStatement(INSERT)) {
            boolean any = false;
            for (int i = 0; i < updated.length; i++) {
                if (updated[i] != 0) continue;
                add(statement, sorted.get(i));
                any = true;
            }
            if (any) statement.executeBatch();
        }
    }

    /** @return for each trail whether it existed: 1 or 0 */
    private static int[] append(Connection to, List<Trail> trails) throws SQLException {
        try (var statement = to.prepareStatement(APPEND)) {
            for (Trail trail : trails) {
                statement.setString(1, Steps.text(trail.events()));
                statement.setLong(2, trail.mark());
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    private static void add(PreparedStatement statement, Trail trail) throws SQLException {
        String callId = text(trail.callId());
        String sender = text(trail.sender());
        String recipient = text(trail.recipient());
        statement.setLong(1, trail.mark());
        statement.setLong(2, trail.began().toEpochMilli());
        statement.setLong(3, key(callId));
        statement.setLong(4, key(sender));
        statement.setLong(5, key(recipient));
        statement.setString(6, callId);
        statement.setString(7, sender);
        statement.setString(8, recipient);
        statement.setString(9, Steps.text(trail.events()));
        statement.addBatch();
    }

    private static void write(Connection to, TrailGap gap) throws SQLException {
        Sql.update(
                to,
                GAP,
                gap.mark(),
                gap.from().toEpochMilli(),
                gap.until().toEpochMilli(),
                gap.messages(),
                gap.steps());
    }

    private static String text(String found) {
        return Steps.plain(found, LONGEST);
    }

    /** FNV-1a over the characters: fast. A forged collision is harmless, since queries compare the text, too. */
    private static long key(String text) {
        long key = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) key = (key ^ text.charAt(i)) * 0x100000001b3L;
        return key;
    }

    @Override
    public List<Trail> byCallId(String callId, int most) {
        String whole = text(callId);
        return database.read(from -> Sql.query(from, BY_CALL_ID, SqlTrail::trails, key(whole), whole, most));
    }

    @Override
    public List<Trail> byAddress(String address, Instant since, int most) {
        String whose = text(address);
        long key = key(whose);
        return database.read(from ->
                Sql.query(from, BY_ADDRESS, SqlTrail::trails, since.toEpochMilli(), key, key, whose, whose, most));
    }

    private static List<Trail> trails(ResultSet rows) throws SQLException {
        var trails = new ArrayList<Trail>();
        while (rows.next())
            trails.addFirst(new Trail(
                    rows.getLong("mark"),
                    Instant.ofEpochMilli(rows.getLong("began")),
                    rows.getString("call_id"),
                    rows.getString("sender"),
                    rows.getString("recipient"),
                    Steps.read(rows.getString("events"))));
        return trails;
    }

    @Override
    public List<TrailGap> gaps(Instant since, Instant until) {
        return database.read(from -> Sql.query(from, GAPS, SqlTrail::gaps, since.toEpochMilli(), until.toEpochMilli()));
    }

    private static List<TrailGap> gaps(ResultSet rows) throws SQLException {
        var gaps = new ArrayList<TrailGap>();
        while (rows.next())
            gaps.add(new TrailGap(
                    rows.getLong("mark"),
                    Instant.ofEpochMilli(rows.getLong("began")),
                    Instant.ofEpochMilli(rows.getLong("ended")),
                    rows.getLong("messages"),
                    rows.getLong("steps")));
        return gaps;
    }

    /** Does not count rows: the newest id minus {@code most} is the last to go, which assumes ids without gaps ({@link #insert}). */
    @Override
    public int forget(Instant before, long most, int portion) {
        return change(to -> {
            Sql.update(to, "DELETE FROM trail_gap WHERE ended < ?", before.toEpochMilli());
            long tooMany = Sql.number(to, NEWEST) - most;
            long last = Sql.query(to, OLDEST, rows -> lastToGo(rows, before.toEpochMilli(), tooMany), portion);
            return last == 0 ? 0 : Sql.update(to, "DELETE FROM trail WHERE id <= ?", last);
        });
    }

    private static long lastToGo(ResultSet rows, long before, long tooMany) throws SQLException {
        long last = 0;
        while (rows.next() && (rows.getLong("began") < before || rows.getLong("id") <= tooMany))
            last = rows.getLong("id");
        return last;
    }

    @Override
    public synchronized void close() {
        if (disk != null) disk.close();
        disk = null;
    }
}
