package io.aldis.store.sql;

import io.aldis.server.Addressees;
import io.aldis.server.Device;
import io.aldis.server.Held;
import io.aldis.server.Keeping;
import io.aldis.server.Letter;
import io.aldis.server.Listed;
import io.aldis.server.Mailbox;
import io.aldis.server.MailboxStore;
import io.aldis.server.Quota;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Mailboxes in SQL. A letter is written once, however many devices wait for it. */
final class SqlMailboxes implements MailboxStore {
    private static final String OF_DEVICE =
            " WHERE c.domain = ? AND c.user_name = ? AND c.device = ? AND c.expires > ?";
    /** Those that are postponed, which are few, are found by an index of their own: it wants "not_before > 0" to be said. */
    private static final String NEXT = """
            SELECT l.*, c.tries FROM letter_copy c JOIN letter l ON l.id = c.letter
            WHERE c.domain = ? AND c.user_name = ? AND c.device = ? AND c.expires > ? AND c.not_before <= ?
            AND NOT EXISTS (
                SELECT 1 FROM letter_copy p JOIN letter e ON e.id = p.letter
                WHERE p.domain = c.domain AND p.user_name = c.user_name AND p.device = c.device
                AND p.not_before > 0 AND p.not_before > ? AND p.expires > ? AND p.tries <= ?
                AND p.kind = c.kind AND p.letter < c.letter AND e.sender = l.sender)
            ORDER BY c.kind, c.letter LIMIT 1""";
    /** What waits behind a letter has its turn when that is due, or has expired. */
    private static final String DUE =
            "SELECT min(CASE WHEN c.expires < c.not_before THEN c.expires ELSE c.not_before END) FROM letter_copy c"
                    + OF_DEVICE + " AND c.not_before > 0 AND c.not_before > ?";

    private static final String RETRY =
            "UPDATE letter_copy SET not_before = 0 WHERE domain = ? AND user_name = ? AND not_before > 0";
    private static final String MAILBOXES = """
            SELECT domain, user_name, sum(messages) AS messages, sum(bytes) AS bytes FROM mailbox
            WHERE (domain, user_name) > (?, ?)
            GROUP BY domain, user_name ORDER BY domain, user_name LIMIT ?""";

    private final Reader reader;
    private final Writer writer;
    private final Turns turns;

    SqlMailboxes(Reader reader, Writer writer, Turns turns) {
        this.reader = reader;
        this.writer = writer;
        this.turns = turns;
    }

    @Override
    public CompletionStage<Keeping> keep(Letter letter, Addressees addressees, Quota quota) {
        return writer.keep(letter, addressees, quota);
    }

    @Override
    public CompletionStage<Optional<Held>> next(Device device, Instant now) {
        Aor account = device.account();
        long millis = now.toEpochMilli();
        return reader.ask(() -> turns.take(
                device,
                from -> Sql.query(
                        from,
                        NEXT,
                        rows -> rows.next()
                                ? Optional.of(new Held(rows.getLong("id"), Letters.read(rows), rows.getInt("tries")))
                                : Optional.empty(),
                        account.domain(),
                        account.user(),
                        device.id(),
                        millis,
                        millis,
                        millis,
                        millis,
                        IN_ORDER)));
    }

    @Override
    public CompletionStage<Optional<Instant>> due(Device device, Instant now) {
        Aor account = device.account();
        long millis = now.toEpochMilli();
        return reader.read(from -> {
            long others = turns.othersFor(from, device);
            if (others > 0) return Optional.of(now.plusMillis(others));
            long due = Sql.number(from, DUE, account.domain(), account.user(), device.id(), millis, millis);
            return due == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(due));
        });
    }

    @Override
    public CompletionStage<Void> done(Device device, long letter) {
        return writer.submit(to -> {
                    Copies.remove(to, device, letter);
                    return true;
                })
                .thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<Void> postpone(Device device, long letter, Instant notBefore) {
        return writer.submit(to -> {
                    Copies.postpone(to, device, letter, notBefore);
                    turns.giveBack(to, device);
                    return true;
                })
                .thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<List<Listed>> expire(Instant now, int most) {
        return writer.submit(to -> {
            List<Listed> expired =
                    Letters.list(to, "WHERE expires <= ? ORDER BY expires, id LIMIT ?", now.toEpochMilli(), most);
            for (Listed each : expired) removeWhole(to, each.id());
            return expired;
        });
    }

    @Override
    public CompletionStage<List<Device>> abandoned(int most) {
        return reader.ask(() -> turns.abandoned(most));
    }

    private static boolean removeWhole(Connection to, long letter) throws SQLException {
        Copies.removeAll(to, letter);
        return Letters.remove(to, letter);
    }

    // ---- for the operator

    @Override
    public CompletionStage<List<Mailbox>> mailboxes(Optional<Aor> after, int most) {
        String domain = after.map(Aor::domain).orElse("");
        String user = after.map(Aor::user).orElse("");
        return reader.read(from -> Sql.query(
                from,
                MAILBOXES,
                rows -> {
                    var mailboxes = new ArrayList<Mailbox>();
                    while (rows.next())
                        mailboxes.add(new Mailbox(Aors.read(rows), rows.getLong("messages"), rows.getLong("bytes")));
                    return mailboxes;
                },
                domain,
                user,
                most));
    }

    @Override
    public CompletionStage<List<Listed>> letters(Aor account, long after, int most) {
        String where = "WHERE domain = ? AND user_name = ? AND id > ? ORDER BY id LIMIT ?";
        return reader.read(from -> Letters.list(from, where, account.domain(), account.user(), after, most));
    }

    @Override
    public CompletionStage<Optional<Listed>> letter(long id) {
        return reader.read(
                from -> Letters.list(from, "WHERE id = ?", id).stream().findFirst());
    }

    @Override
    public CompletionStage<Boolean> delete(long letter) {
        return writer.submit(to -> removeWhole(to, letter));
    }

    @Override
    public CompletionStage<Boolean> bring(Letter letter, List<Listed.Waiting> waiting, int copies) {
        return writer.submitDurable(to -> {
            if (Letters.equalTo(to, letter) >= copies) return false;
            long id = Letters.insert(to, letter);
            for (Listed.Waiting each : waiting) Copies.insert(to, letter, id, each);
            SqlAccounts.noteChange(to, letter.account());
            return true;
        });
    }

    @Override
    public CompletionStage<Integer> retry(Aor account) {
        return writer.submit(to -> {
            SqlAccounts.noteChange(to, account);
            return Sql.update(to, RETRY, account.domain(), account.user());
        });
    }
}
