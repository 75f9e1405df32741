package io.aldis.store.sql;

import io.aldis.server.Device;
import io.aldis.server.Mailbox;
import io.aldis.server.MailboxAdmin;
import io.aldis.server.MailboxEntry;
import io.aldis.server.MailboxStore;
import io.aldis.server.PendingCopies;
import io.aldis.server.PendingCopy;
import io.aldis.server.PendingDelivery;
import io.aldis.server.Postponement;
import io.aldis.server.Quota;
import io.aldis.server.Recipients;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Mailboxes in SQL. A message is stored once, with one copy per device. */
final class SqlMailboxes implements MailboxStore, MailboxAdmin {
    private static final String RETRY =
            "UPDATE letter_copy SET not_before = 0 WHERE domain = ? AND user_name = ? AND not_before > 0";
    private static final String MAILBOXES = """
            SELECT domain, user_name, sum(messages) AS messages, sum(bytes) AS bytes FROM mailbox
            WHERE (domain, user_name) > (?, ?)
            GROUP BY domain, user_name ORDER BY domain, user_name LIMIT ?""";

    private final Database database;
    private final Reader reader;
    private final Writer writer;
    private final Turns turns;

    SqlMailboxes(Database database, Reader reader, Writer writer, Turns turns) {
        this.database = database;
        this.reader = reader;
        this.writer = writer;
        this.turns = turns;
    }

    @Override
    public CompletionStage<StoreResult> keep(StoredMessage message, Recipients recipients, Quota quota) {
        return writer.keep(message, recipients, quota);
    }

    @Override
    public CompletionStage<PendingCopies> pending(Device device, Instant now, int most) {
        return reader.ask(() -> turns.take(device, from -> due(PendingCopyRows.pending(from, device, now, most), now))
                .map(PendingCopies::of)
                .orElseGet(() -> database.read(from -> later(from, device, now, most))));
    }

    /** The copies, or empty when all are postponed: then the server does not take the lease on the device. */
    private static Optional<List<PendingCopy>> due(List<PendingCopy> copies, Instant now) {
        return copies.stream().allMatch(copy -> copy.postponedAt(now)) ? Optional.empty() : Optional.of(copies);
    }

    private PendingCopies later(Connection from, Device device, Instant now, int most) throws SQLException {
        long others = turns.othersFor(from, device);
        return others > 0
                ? PendingCopies.elsewhereUntil(now.plusMillis(others))
                : PendingCopies.of(PendingCopyRows.pending(from, device, now, most));
    }

    @Override
    public CompletionStage<Optional<PendingDelivery>> open(Device device, long message, Instant now) {
        return reader.ask(() -> turns.take(device, from -> PendingCopyRows.open(from, device, message, now)));
    }

    @Override
    public CompletionStage<Void> done(Device device, long message, Ending ending) {
        return writer.submit(to -> {
                    switch (ending) {
                        case TAKEN -> taken(to, device, message);
                        case REFUSED -> refused(to, device, message);
                        case DECLINED -> MessageRows.remove(to, device, message);
                    }
                    return true;
                })
                .thenAccept(_ -> {});
    }

    private static void taken(Connection to, Device device, long message) throws SQLException {
        if (!PendingCopyRows.isKeptForOthers(to, device, message)) MessageRows.remove(to, device, message);
        else if (MessageRows.set(to, device, message, MessageRows.Status.TAKEN))
            PendingCopyRows.withdraw(to, device, message);
    }

    private static void refused(Connection to, Device device, long message) throws SQLException {
        if (!PendingCopyRows.refuse(to, device, message) || PendingCopyRows.isAwaited(to, message)) return;
        if (MessageRows.status(to, message).offered()) MessageRows.set(to, device, message, MessageRows.Status.REFUSED);
        else MessageRows.remove(to, message);
    }

    @Override
    public CompletionStage<Void> postpone(Device device, long message, Postponement postponement) {
        return writer.submit(to -> {
                    PendingCopyRows.postpone(to, device, message, postponement);
                    turns.giveBack(to, device);
                    return true;
                })
                .thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<List<MailboxEntry>> expire(Instant now, int most) {
        return writer.submit(to -> {
            List<MailboxEntry> expired =
                    MessageRows.list(to, "WHERE expires <= ? ORDER BY expires, id LIMIT ?", now.toEpochMilli(), most);
            for (MailboxEntry each : expired) MessageRows.remove(to, each.id());
            return expired;
        });
    }

    @Override
    public CompletionStage<List<Device>> abandoned(int most) {
        return reader.ask(() -> turns.abandoned(most));
    }

    @Override
    public CompletionStage<List<Aor>> accounts(Optional<Aor> after, int most) {
        return mailboxes(after, most)
                .thenApply(page -> page.stream().map(Mailbox::account).toList());
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
    public CompletionStage<List<MailboxEntry>> messages(Aor account, long after, int most) {
        String where = "WHERE domain = ? AND user_name = ? AND id > ? ORDER BY id LIMIT ?";
        return reader.read(from -> MessageRows.list(from, where, account.domain(), account.user(), after, most));
    }

    @Override
    public CompletionStage<Optional<MailboxEntry>> message(long id) {
        return reader.read(
                from -> MessageRows.list(from, "WHERE id = ?", id).stream().findFirst());
    }

    @Override
    public CompletionStage<Boolean> delete(long message) {
        return writer.submit(to -> {
            Optional<Aor> account = MessageRows.remove(to, message);
            if (account.isPresent()) SqlAccounts.noteChange(to, account.get());
            return account.isPresent();
        });
    }

    @Override
    public CompletionStage<Boolean> importMessage(MailboxEntry brought, int copies) {
        StoredMessage message = brought.message();
        return writer.submitDurable(to -> {
            if (MessageRows.equalTo(to, message) >= copies) return false;
            long id = MessageRows.insert(to, message, MessageRows.Status.of(brought.taken(), brought.only()));
            for (MailboxEntry.Waiting each : brought.waiting()) PendingCopyRows.bring(to, message, id, each);
            SqlAccounts.noteChange(to, message.account());
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
