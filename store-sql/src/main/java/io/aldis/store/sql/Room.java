package io.aldis.store.sql;

import io.aldis.server.Keeping;
import io.aldis.server.Letter;
import io.aldis.server.Quota;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Whether there is room for one more letter. Inside of the transaction that keeps it. */
final class Room {
    private static final String SUMS =
            "SELECT messages, bytes FROM mailbox WHERE domain = ? AND user_name = ? AND kind = ?";
    private static final String OF_SENDER =
            "SELECT count(*) FROM letter WHERE domain = ? AND user_name = ? AND sender = ? AND kind = ?";

    private Room() {}

    /** What is exceeded, if anything is. */
    static Optional<Keeping.Bound> lacks(Connection in, Letter letter, Quota quota) throws SQLException {
        Aor account = letter.account();
        int kind = letter.kind().ordinal();
        boolean receipt = letter.kind() == Letter.Kind.RECEIPT;
        Optional<Keeping.Bound> sums = Sql.query(
                in,
                SUMS,
                rows -> {
                    long messages = rows.next() ? rows.getLong("messages") : 0;
                    long bytes = messages > 0 ? rows.getLong("bytes") : 0;
                    if (receipt) return when(messages >= quota.receipts(), Keeping.Bound.RECEIPTS);
                    if (messages >= quota.messages()) return Optional.of(Keeping.Bound.MESSAGES);
                    return when(bytes + letter.bytes().length > quota.bytes(), Keeping.Bound.BYTES);
                },
                account.domain(),
                account.user(),
                kind);
        if (receipt || sums.isPresent()) return sums;
        long ofSender = Sql.number(in, OF_SENDER, account.domain(), account.user(), letter.sender(), kind);
        return when(ofSender >= quota.perSender(), Keeping.Bound.SENDER);
    }

    private static Optional<Keeping.Bound> when(boolean exceeded, Keeping.Bound bound) {
        return exceeded ? Optional.of(bound) : Optional.empty();
    }
}
