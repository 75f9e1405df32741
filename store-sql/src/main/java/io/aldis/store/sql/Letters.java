package io.aldis.store.sql;

import io.aldis.server.Letter;
import io.aldis.server.Listed;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of {@code letter}, with their sums in {@code mailbox}. Inside of a transaction. */
final class Letters {
    private static final String INSERT = """
            INSERT INTO letter (domain, user_name, sender, kind, arrived, expires, seed, size, octets)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""";
    private static final String MORE = """
            INSERT INTO mailbox (domain, user_name, kind, messages, bytes) VALUES (?, ?, ?, 1, ?)
            ON CONFLICT (domain, user_name, kind)
            DO UPDATE SET messages = mailbox.messages + 1, bytes = mailbox.bytes + excluded.bytes""";
    private static final String LESS = """
            UPDATE mailbox SET messages = messages - 1, bytes = bytes - ?
            WHERE domain = ? AND user_name = ? AND kind = ?""";
    private static final String NONE_LEFT =
            "DELETE FROM mailbox WHERE domain = ? AND user_name = ? AND kind = ? AND messages <= 0";
    private static final String DELETE = "DELETE FROM letter WHERE id = ? RETURNING domain, user_name, kind, size";
    /** By the index of expires, which few share: that of the sender, which SQLite would choose, many share. */
    private static final String EQUAL = """
            SELECT count(*) FROM letter WHERE expires = ? AND seed = ? AND arrived = ? AND kind = ?
            AND domain || '' = ? AND user_name || '' = ? AND sender || '' = ? AND octets = ?""";

    private static final String SELECT = "SELECT * FROM letter ";

    private Letters() {}

    /** @return its id */
    static long insert(Connection to, Letter letter) throws SQLException {
        Aor account = letter.account();
        byte[] octets = letter.bytes();
        int kind = letter.kind().ordinal();
        Sql.update(to, MORE, account.domain(), account.user(), kind, (long) octets.length);
        return Sql.number(
                to,
                INSERT,
                account.domain(),
                account.user(),
                letter.sender(),
                kind,
                letter.arrived().toEpochMilli(),
                letter.expires().toEpochMilli(),
                letter.seed(),
                (long) octets.length,
                octets);
    }

    /** How many are here that equal it in everything. */
    static long equalTo(Connection in, Letter letter) throws SQLException {
        Aor account = letter.account();
        return Sql.number(
                in,
                EQUAL,
                letter.expires().toEpochMilli(),
                letter.seed(),
                letter.arrived().toEpochMilli(),
                letter.kind().ordinal(),
                account.domain(),
                account.user(),
                letter.sender(),
                letter.bytes());
    }

    private record Gone(Aor account, int kind, long size) {}

    /** Its copies must be gone. @return whether it was there */
    static boolean remove(Connection to, long id) throws SQLException {
        Optional<Gone> gone = Sql.query(
                to,
                DELETE,
                rows -> rows.next()
                        ? Optional.of(new Gone(Aors.read(rows), rows.getInt("kind"), rows.getLong("size")))
                        : Optional.empty(),
                id);
        if (gone.isEmpty()) return false;
        Gone letter = gone.get();
        String domain = letter.account().domain();
        String user = letter.account().user();
        Sql.update(to, LESS, letter.size(), domain, user, letter.kind());
        Sql.update(to, NONE_LEFT, domain, user, letter.kind());
        return true;
    }

    /** All that is known of an account that is no more. */
    static void removeAll(Connection to, Aor account) throws SQLException {
        for (String table : List.of("letter_copy", "letter", "mailbox", "device"))
            Sql.update(
                    to,
                    "DELETE FROM " + table + " WHERE domain = ? AND user_name = ?",
                    account.domain(),
                    account.user());
    }

    /** @param where and order, with their values */
    static List<Listed> list(Connection from, String where, Object... values) throws SQLException {
        record Row(long id, Letter letter) {}
        List<Row> rows = Sql.query(
                from,
                SELECT + where,
                found -> {
                    var all = new ArrayList<Row>();
                    while (found.next()) all.add(new Row(found.getLong("id"), read(found)));
                    return all;
                },
                values);
        var listed = new ArrayList<Listed>(rows.size());
        for (Row row : rows) listed.add(new Listed(row.id(), row.letter(), Copies.waiting(from, row.id())));
        return listed;
    }

    static Letter read(ResultSet row) throws SQLException {
        return new Letter(
                Aors.read(row),
                row.getString("sender"),
                Letter.Kind.values()[row.getInt("kind")],
                Instant.ofEpochMilli(row.getLong("arrived")),
                Instant.ofEpochMilli(row.getLong("expires")),
                row.getLong("seed"),
                row.getBytes("octets"));
    }
}
