package io.aldis.store.sql;

import io.aldis.server.Device;
import io.aldis.server.MailboxEntry;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements on {@code message}, the stored messages, with their sums in {@code mailbox}. All run inside a transaction. */
final class MessageRows {
    /** Values of {@code message.status}. */
    enum Status {
        /** No device has taken it. Devices that register later get it, too. */
        UNTAKEN,
        /** No device has taken it, and all recipients have refused it. Devices that register later get it, too. */
        REFUSED,
        /** A device has taken it; the other recipients from the time of storing still get it. */
        TAKEN,
        /** No device has taken it; only the recipients from the time of storing get it. */
        RESERVED;

        /** @param only as in {@link io.aldis.server.Recipients#only} */
        static Status of(boolean taken, boolean only) {
            if (taken) return TAKEN;
            return only ? RESERVED : UNTAKEN;
        }

        /** Whether devices that register later get it, too. */
        boolean offered() {
            return this == UNTAKEN || this == REFUSED;
        }
    }

    private static final String INSERT = """
            INSERT INTO letter (domain, user_name, sender, kind, arrived, expires, seed, size, octets, status)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""";
    private static final String MORE = """
            INSERT INTO mailbox (domain, user_name, kind, messages, bytes) VALUES (?, ?, ?, 1, ?)
            ON CONFLICT (domain, user_name, kind)
            DO UPDATE SET messages = mailbox.messages + 1, bytes = mailbox.bytes + excluded.bytes""";
    private static final String LESS = """
            UPDATE mailbox SET messages = messages - 1, bytes = bytes - ?
            WHERE domain = ? AND user_name = ? AND kind = ?""";
    private static final String NONE_LEFT =
            "DELETE FROM mailbox WHERE domain = ? AND user_name = ? AND kind = ? AND messages <= 0";
    private static final String RETURNING = " RETURNING id, domain, user_name, kind, size";
    private static final String DELETE = "DELETE FROM letter WHERE id = ?" + RETURNING;
    private static final String DELETE_OF =
            "DELETE FROM letter WHERE id = ? AND domain = ? AND user_name = ?" + RETURNING;
    /** The {@code || ''} keeps SQLite from the index of the sender, which many rows share: it then uses the one of expires, which few share. */
    private static final String EQUAL = """
            SELECT count(*) FROM letter WHERE expires = ? AND seed = ? AND arrived = ? AND kind = ?
            AND domain || '' = ? AND user_name || '' = ? AND sender || '' = ? AND octets = ?""";

    private static final String SELECT = "SELECT * FROM letter ";
    private static final String SET = "UPDATE letter SET status = ? WHERE id = ? AND domain = ? AND user_name = ?";
    /** Messages that may be deleted for new ones. The literal "status > 0" is needed: it is the condition of the partial index. */
    static final String MAKES_ROOM =
            "SELECT id FROM letter WHERE domain = ? AND user_name = ? AND kind = ? AND status > 0 AND status < 3";

    private MessageRows() {}

    /** Inserts the message and adds it to the sums. @return its id */
    static long insert(Connection to, StoredMessage message, Status status) throws SQLException {
        Aor account = message.account();
        byte[] octets = message.bytes();
        int kind = message.kind().ordinal();
        Sql.update(to, MORE, account.domain(), account.user(), kind, (long) octets.length);
        return Sql.number(
                to,
                INSERT,
                account.domain(),
                account.user(),
                message.sender(),
                kind,
                message.arrived().toEpochMilli(),
                message.expires().toEpochMilli(),
                message.seed(),
                (long) octets.length,
                octets,
                status.ordinal());
    }

    /** Sets the status. @return whether the message is one of the account of the device */
    static boolean set(Connection to, Device device, long message, Status status) throws SQLException {
        Aor account = device.account();
        return Sql.update(to, SET, status.ordinal(), message, account.domain(), account.user()) > 0;
    }

    /** The status; UNTAKEN when there is no such message. */
    static Status status(Connection in, long message) throws SQLException {
        return Status.values()[(int) Sql.number(in, "SELECT status FROM letter WHERE id = ?", message)];
    }

    /** The id of the oldest message of that account and kind that may be deleted for a new one; 0 when there is none. */
    static long makesRoom(Connection in, StoredMessage message) throws SQLException {
        Aor account = message.account();
        int kind = message.kind().ordinal();
        return Sql.number(in, MAKES_ROOM + " ORDER BY id LIMIT 1", account.domain(), account.user(), kind);
    }

    /** The same among the messages of the same sender. */
    static long makesRoomForSender(Connection in, StoredMessage message) throws SQLException {
        Aor account = message.account();
        return Sql.number(
                in,
                MAKES_ROOM + " AND sender || '' = ? ORDER BY id LIMIT 1",
                account.domain(),
                account.user(),
                message.kind().ordinal(),
                message.sender());
    }

    /** How many stored messages equal that one in all columns. */
    static long equalTo(Connection in, StoredMessage message) throws SQLException {
        Aor account = message.account();
        return Sql.number(
                in,
                EQUAL,
                message.expires().toEpochMilli(),
                message.seed(),
                message.arrived().toEpochMilli(),
                message.kind().ordinal(),
                account.domain(),
                account.user(),
                message.sender(),
                message.bytes());
    }

    private record Gone(long id, Aor account, int kind, long size) {}

    /** Deletes the message and its copies. @return its account, or empty when there is no such message */
    static Optional<Aor> remove(Connection to, long id) throws SQLException {
        return remove(to, DELETE, id);
    }

    /** Deletes the message and its copies, if it is one of the account of the device. */
    static void remove(Connection to, Device device, long id) throws SQLException {
        Aor account = device.account();
        remove(to, DELETE_OF, id, account.domain(), account.user());
    }

    private static Optional<Aor> remove(Connection to, String delete, Object... values) throws SQLException {
        Optional<Gone> gone = Sql.query(
                to,
                delete,
                rows -> rows.next()
                        ? Optional.of(new Gone(
                                rows.getLong("id"), Aors.read(rows), rows.getInt("kind"), rows.getLong("size")))
                        : Optional.empty(),
                values);
        if (gone.isEmpty()) return Optional.empty();
        Gone message = gone.get();
        PendingCopyRows.removeAll(to, message.id());
        String domain = message.account().domain();
        String user = message.account().user();
        Sql.update(to, LESS, message.size(), domain, user, message.kind());
        Sql.update(to, NONE_LEFT, domain, user, message.kind());
        return Optional.of(message.account());
    }

    /** Deletes messages, copies, sums and devices of an account that was removed. */
    static void removeAll(Connection to, Aor account) throws SQLException {
        for (String table : List.of("letter_copy", "letter", "mailbox", "device"))
            Sql.update(
                    to,
                    "DELETE FROM " + table + " WHERE domain = ? AND user_name = ?",
                    account.domain(),
                    account.user());
    }

    /** @param where condition and order, with their values */
    static List<MailboxEntry> list(Connection from, String where, Object... values) throws SQLException {
        record Row(long id, StoredMessage message, Status status) {}
        List<Row> rows = Sql.query(
                from,
                SELECT + where,
                found -> {
                    var all = new ArrayList<Row>();
                    while (found.next())
                        all.add(new Row(found.getLong("id"), read(found), Status.values()[found.getInt("status")]));
                    return all;
                },
                values);
        var listed = new ArrayList<MailboxEntry>(rows.size());
        for (Row row : rows)
            listed.add(new MailboxEntry(
                    row.id(),
                    row.message(),
                    row.status() == Status.TAKEN,
                    row.status() == Status.RESERVED,
                    PendingCopyRows.waiting(from, row.id())));
        return listed;
    }

    static StoredMessage read(ResultSet row) throws SQLException {
        return new StoredMessage(
                Aors.read(row),
                row.getString("sender"),
                StoredMessage.Kind.values()[row.getInt("kind")],
                Instant.ofEpochMilli(row.getLong("arrived")),
                Instant.ofEpochMilli(row.getLong("expires")),
                row.getLong("seed"),
                row.getBytes("octets"));
    }
}
