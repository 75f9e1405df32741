package io.aldis.store.sql;

import io.aldis.server.Device;
import io.aldis.server.MailboxEntry;
import io.aldis.server.PendingCopy;
import io.aldis.server.PendingDelivery;
import io.aldis.server.Postponement;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements on {@code letter_copy}: the pending copies of stored messages, one per device. All run inside a transaction. */
final class PendingCopyRows {
    /** Values of {@code letter_copy.status}. */
    enum Status {
        /** For a device that was a recipient when the message was stored. */
        KEPT,
        /** For a device that registered later. */
        OFFERED,
        /** Not to be delivered to that device (any more). */
        DONE
    }

    private static final String INSERT = """
            INSERT INTO letter_copy
              (domain, user_name, device, kind, letter, expires, status, tries, answers, not_before, blocks_until, aside)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)""";
    private static final String ONE =
            " WHERE domain = ? AND user_name = ? AND device = ? AND kind IN (0, 1) AND letter = ?";
    /** The literal "status <> 2" is needed: it is the condition of the partial index. */
    static final String PENDING = """
            SELECT c.letter, c.kind, c.tries, c.not_before, c.blocks_until, c.aside, c.expires, l.sender
            FROM letter_copy c JOIN letter l ON l.id = c.letter
            WHERE c.domain = ? AND c.user_name = ? AND c.device = ? AND c.status <> 2 AND c.expires > ?
            ORDER BY c.aside, c.kind, c.letter LIMIT ?""";

    static final String OPEN = """
            SELECT l.*, c.tries, c.answers FROM letter_copy c JOIN letter l ON l.id = c.letter
            WHERE c.domain = ? AND c.user_name = ? AND c.device = ? AND c.kind IN (0, 1) AND c.letter = ?
            AND c.status <> 2 AND c.expires > ?""";
    private static final String POSTPONE = """
            UPDATE letter_copy SET tries = tries + 1, answers = answers + ?, not_before = ?, blocks_until = ?, aside = ?""" + ONE + " AND status <> 2";
    private static final String REFUSE = """
            INSERT INTO letter_copy (domain, user_name, device, kind, letter, expires, status, tries, not_before)
            SELECT domain, user_name, ?, kind, id, expires, 2, 0, 0 FROM letter
            WHERE id = ? AND domain = ? AND user_name = ?
            ON CONFLICT (domain, user_name, device, kind, letter)
            DO UPDATE SET status = 2, tries = 0, answers = 0, not_before = 0, blocks_until = 0, aside = 0""";
    static final String OFFER = """
            INSERT INTO letter_copy (domain, user_name, device, kind, letter, expires, status, tries, not_before)
            SELECT l.domain, l.user_name, ?, l.kind, l.id, l.expires, 1, 0, 0 FROM letter l
            WHERE l.domain = ? AND l.user_name = ? AND l.status < 2 AND NOT EXISTS (
              SELECT 1 FROM letter_copy c WHERE c.domain = l.domain AND c.user_name = l.user_name
              AND c.device = ? AND c.kind = l.kind AND c.letter = l.id)""";
    private static final String KEPT_FOR_OTHERS =
            "SELECT count(*) FROM letter_copy WHERE letter = ? AND status = 0 AND device <> ?";
    private static final String AWAITED = "SELECT count(*) FROM letter_copy WHERE letter = ? AND status <> 2";
    private static final String WITHDRAW = "DELETE FROM letter_copy WHERE letter = ? AND (status <> 0 OR device = ?)";
    private static final String OF_DEVICE = "DELETE FROM letter_copy WHERE domain = ? AND user_name = ? AND device = ?";
    private static final String WAITING = """
            SELECT device, tries, not_before FROM letter_copy WHERE letter = ? AND status <> 2 ORDER BY device""";

    private PendingCopyRows() {}

    static void insert(Connection to, StoredMessage message, long id, String device, Status status)
            throws SQLException {
        insert(to, message, id, status, new MailboxEntry.Waiting(device, 0, Instant.EPOCH));
    }

    /** Inserts a copy of an imported message; its tries count as answered ones. */
    static void bring(Connection to, StoredMessage message, long id, MailboxEntry.Waiting waiting) throws SQLException {
        insert(to, message, id, Status.KEPT, waiting);
    }

    private static void insert(
            Connection to, StoredMessage message, long id, Status status, MailboxEntry.Waiting waiting)
            throws SQLException {
        Aor account = message.account();
        Sql.update(
                to,
                INSERT,
                account.domain(),
                account.user(),
                waiting.device(),
                message.kind().ordinal(),
                id,
                message.expires().toEpochMilli(),
                status.ordinal(),
                waiting.tries(),
                waiting.tries(),
                waiting.notBefore().toEpochMilli());
    }

    /** The pending copies of a device, in the order of delivery. */
    static List<PendingCopy> pending(Connection from, Device device, Instant now, int most) throws SQLException {
        Aor account = device.account();
        return Sql.query(
                from,
                PENDING,
                rows -> {
                    var pending = new ArrayList<PendingCopy>();
                    while (rows.next()) pending.add(pending(rows));
                    return pending;
                },
                account.domain(),
                account.user(),
                device.id(),
                now.toEpochMilli(),
                most);
    }

    private static PendingCopy pending(ResultSet row) throws SQLException {
        return new PendingCopy(
                row.getLong("letter"),
                StoredMessage.Kind.values()[row.getInt("kind")],
                row.getString("sender"),
                row.getInt("tries"),
                Instant.ofEpochMilli(row.getLong("not_before")),
                Instant.ofEpochMilli(row.getLong("blocks_until")),
                row.getInt("aside") != 0,
                Instant.ofEpochMilli(row.getLong("expires")));
    }

    /** The stored message with the tries of that device; empty when its copy is done or expired. */
    static Optional<PendingDelivery> open(Connection from, Device device, long message, Instant now)
            throws SQLException {
        Aor account = device.account();
        return Sql.query(
                from,
                OPEN,
                rows -> rows.next()
                        ? Optional.of(new PendingDelivery(
                                message, MessageRows.read(rows), rows.getInt("tries"), rows.getInt("answers")))
                        : Optional.empty(),
                account.domain(),
                account.user(),
                device.id(),
                message,
                now.toEpochMilli());
    }

    static void postpone(Connection to, Device device, long message, Postponement by) throws SQLException {
        Aor account = device.account();
        Sql.update(
                to,
                POSTPONE,
                by.answered() ? 1 : 0,
                by.notBefore().toEpochMilli(),
                by.blocksUntil().toEpochMilli(),
                by.aside() ? 1 : 0,
                account.domain(),
                account.user(),
                device.id(),
                message);
    }

    /** Marks the copy of that device as done; inserts one if there is none. @return whether the message is one of the account */
    static boolean refuse(Connection to, Device device, long message) throws SQLException {
        Aor account = device.account();
        return Sql.update(to, REFUSE, device.id(), message, account.domain(), account.user()) > 0;
    }

    /** Inserts a copy for this device of each message of its account that is UNTAKEN or REFUSED, unless it has one. */
    static void offer(Connection to, Device device) throws SQLException {
        Aor account = device.account();
        Sql.update(to, OFFER, device.id(), account.domain(), account.user(), device.id());
    }

    /** Whether another recipient from the time of storing (status KEPT) has not taken the message yet. */
    static boolean isKeptForOthers(Connection in, Device device, long message) throws SQLException {
        return Sql.number(in, KEPT_FOR_OTHERS, message, device.id()) > 0;
    }

    /** Whether any copy of the message is pending. */
    static boolean isAwaited(Connection in, long message) throws SQLException {
        return Sql.number(in, AWAITED, message) > 0;
    }

    /** After a device has taken the message: deletes its copy and all that are not KEPT. */
    static void withdraw(Connection to, Device device, long message) throws SQLException {
        Sql.update(to, WITHDRAW, message, device.id());
    }

    static void removeAll(Connection to, long message) throws SQLException {
        Sql.update(to, "DELETE FROM letter_copy WHERE letter = ?", message);
    }

    /** Deletes all copies of the device. A message that is not offered to other devices is deleted with its last pending copy. */
    static void removeAll(Connection to, Device device) throws SQLException {
        remove(to, device, OF_DEVICE);
    }

    /** Deletes the copies of the device of messages that another device has taken. */
    static void removeTaken(Connection to, Device device) throws SQLException {
        remove(
                to,
                device,
                OF_DEVICE + " AND EXISTS (SELECT 1 FROM letter l WHERE l.id = letter_copy.letter AND l.status = 2)");
    }

    private static void remove(Connection to, Device device, String sql) throws SQLException {
        Aor account = device.account();
        List<Long> messages = Sql.numbers(to, sql + " RETURNING letter", account.domain(), account.user(), device.id());
        for (long message : messages)
            if (!MessageRows.status(to, message).offered() && !isAwaited(to, message)) MessageRows.remove(to, message);
    }

    /** The devices with a pending copy of the message. */
    static List<MailboxEntry.Waiting> waiting(Connection from, long message) throws SQLException {
        return Sql.query(
                from,
                WAITING,
                rows -> {
                    var waiting = new ArrayList<MailboxEntry.Waiting>();
                    while (rows.next())
                        waiting.add(new MailboxEntry.Waiting(
                                rows.getString("device"),
                                rows.getInt("tries"),
                                Instant.ofEpochMilli(rows.getLong("not_before"))));
                    return waiting;
                },
                message);
    }
}
