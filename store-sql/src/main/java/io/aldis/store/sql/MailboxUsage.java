package io.aldis.store.sql;

import io.aldis.server.Quota;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Usage of a mailbox: count and octets of the stored messages of one kind of an account. Read and checked against the quota inside the
 * transaction that stores a message.
 *
 * @param bytes octets of these messages
 */
record MailboxUsage(long messages, long bytes) {
    static final MailboxUsage EMPTY = new MailboxUsage(0, 0);

    private static final String SUMS =
            "SELECT messages, bytes FROM mailbox WHERE domain = ? AND user_name = ? AND kind = ?";
    private static final String OF_SENDER =
            "SELECT count(*) FROM letter WHERE domain = ? AND user_name = ? AND sender = ? AND kind = ?";

    /** Counts the stored messages of one sender. */
    @FunctionalInterface
    interface OfSender {
        long count() throws SQLException;
    }

    /** The usage of the account of that message, for its kind. */
    static MailboxUsage of(Connection in, StoredMessage letter) throws SQLException {
        Aor account = letter.account();
        return Sql.query(
                in,
                SUMS,
                rows -> rows.next() ? new MailboxUsage(rows.getLong("messages"), rows.getLong("bytes")) : EMPTY,
                account.domain(),
                account.user(),
                letter.kind().ordinal());
    }

    static long ofSender(Connection in, StoredMessage letter) throws SQLException {
        Aor account = letter.account();
        return Sql.number(
                in,
                OF_SENDER,
                account.domain(),
                account.user(),
                letter.sender(),
                letter.kind().ordinal());
    }

    /** The usage with that message added. */
    MailboxUsage with(StoredMessage letter) {
        return new MailboxUsage(messages + 1, bytes + letter.bytes().length);
    }

    /** Reads the usage. @return the limit that the message would exceed, if any */
    static Optional<StoreResult.Bound> lacks(Connection in, StoredMessage letter, Quota quota) throws SQLException {
        return of(in, letter).lacks(letter, quota, () -> ofSender(in, letter));
    }

    /** The limit that the message would exceed, if any. @param ofSender called only when the account has as many messages as one sender may */
    Optional<StoreResult.Bound> lacks(StoredMessage letter, Quota quota, OfSender ofSender) throws SQLException {
        if (letter.kind() == StoredMessage.Kind.RECEIPT)
            return when(messages >= quota.receipts(), StoreResult.Bound.RECEIPTS);
        if (messages >= quota.messages()) return Optional.of(StoreResult.Bound.MESSAGES);
        if (bytes + letter.bytes().length > quota.bytes()) return Optional.of(StoreResult.Bound.BYTES);
        return when(messages >= quota.perSender() && ofSender.count() >= quota.perSender(), StoreResult.Bound.SENDER);
    }

    private static Optional<StoreResult.Bound> when(boolean exceeded, StoreResult.Bound bound) {
        return exceeded ? Optional.of(bound) : Optional.empty();
    }
}
