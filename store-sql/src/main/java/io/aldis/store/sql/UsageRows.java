package io.aldis.store.sql;

import io.aldis.server.MailboxUsage;
import io.aldis.server.Quota;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Reads the {@link MailboxUsage} from {@code mailbox}, inside the transaction that stores a message. */
final class UsageRows {
    private static final String SUMS =
            "SELECT messages, bytes FROM mailbox WHERE domain = ? AND user_name = ? AND kind = ?";
    private static final String OF_SENDER =
            "SELECT count(*) FROM letter WHERE domain = ? AND user_name = ? AND sender = ? AND kind = ?";

    /** Counts the stored messages of one sender: only when it is needed. */
    @FunctionalInterface
    interface OfSender {
        long count() throws SQLException;
    }

    private UsageRows() {}

    /** Reads the usage. @return the limit that the message would exceed, if any */
    static Optional<StoreResult.Bound> exceeded(Connection in, StoredMessage message, Quota quota) throws SQLException {
        return exceeded(of(in, message), message, quota, () -> ofSender(in, message));
    }

    /** The limit that the message would exceed, if any. */
    static Optional<StoreResult.Bound> exceeded(
            MailboxUsage usage, StoredMessage message, Quota quota, OfSender ofSender) throws SQLException {
        MailboxUsage counted = usage.needsCountOfSender(message, quota) ? usage.ofSender(ofSender.count()) : usage;
        return counted.exceeded(message, quota);
    }

    private static MailboxUsage of(Connection in, StoredMessage message) throws SQLException {
        Aor account = message.account();
        return Sql.query(
                in,
                SUMS,
                rows -> rows.next()
                        ? new MailboxUsage(rows.getLong("messages"), rows.getLong("bytes"))
                        : MailboxUsage.EMPTY,
                account.domain(),
                account.user(),
                message.kind().ordinal());
    }

    static long ofSender(Connection in, StoredMessage message) throws SQLException {
        Aor account = message.account();
        return Sql.number(
                in,
                OF_SENDER,
                account.domain(),
                account.user(),
                message.sender(),
                message.kind().ordinal());
    }
}
