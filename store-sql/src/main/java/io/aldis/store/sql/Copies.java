package io.aldis.store.sql;

import io.aldis.server.Device;
import io.aldis.server.Letter;
import io.aldis.server.Listed;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Who waits for a letter: rows of {@code letter_copy}, and what follows for the letter when the last is gone. Inside of a transaction. */
final class Copies {
    private static final String INSERT = """
            INSERT INTO letter_copy (domain, user_name, device, kind, letter, expires, tries, not_before)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String ONE =
            " WHERE domain = ? AND user_name = ? AND device = ? AND kind IN (0, 1) AND letter = ?";
    private static final String REMOVE = "DELETE FROM letter_copy" + ONE;
    private static final String POSTPONE = "UPDATE letter_copy SET tries = tries + 1, not_before = ?" + ONE;
    private static final String OTHERS = "SELECT count(*) FROM letter_copy WHERE letter = ?";
    private static final String WAITING =
            "SELECT device, tries, not_before FROM letter_copy WHERE letter = ? ORDER BY device";

    private Copies() {}

    static void insert(Connection to, Letter letter, long id, Listed.Waiting waiting) throws SQLException {
        Aor account = letter.account();
        long expires = letter.expires().toEpochMilli();
        int kind = letter.kind().ordinal();
        long notBefore = waiting.notBefore().toEpochMilli();
        int tries = waiting.tries();
        Sql.update(to, INSERT, account.domain(), account.user(), waiting.device(), kind, id, expires, tries, notBefore);
    }

    /** With the last copy goes the letter. */
    static void remove(Connection to, Device device, long letter) throws SQLException {
        Aor account = device.account();
        int removed = Sql.update(to, REMOVE, account.domain(), account.user(), device.id(), letter);
        if (removed > 0 && Sql.number(to, OTHERS, letter) == 0) Letters.remove(to, letter);
    }

    static void removeAll(Connection to, long letter) throws SQLException {
        Sql.update(to, "DELETE FROM letter_copy WHERE letter = ?", letter);
    }

    static void postpone(Connection to, Device device, long letter, Instant notBefore) throws SQLException {
        Aor account = device.account();
        Sql.update(to, POSTPONE, notBefore.toEpochMilli(), account.domain(), account.user(), device.id(), letter);
    }

    static List<Listed.Waiting> waiting(Connection from, long letter) throws SQLException {
        return Sql.query(
                from,
                WAITING,
                rows -> {
                    var waiting = new ArrayList<Listed.Waiting>();
                    while (rows.next())
                        waiting.add(new Listed.Waiting(
                                rows.getString("device"),
                                rows.getInt("tries"),
                                Instant.ofEpochMilli(rows.getLong("not_before"))));
                    return waiting;
                },
                letter);
    }
}
