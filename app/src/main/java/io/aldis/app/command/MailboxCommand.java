package io.aldis.app.command;

import io.aldis.server.Mailbox;
import io.aldis.server.MailboxAdmin;
import io.aldis.server.MailboxEntry;
import io.aldis.sip.Aor;
import io.aldis.store.sql.SqlStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aldis mailbox}: shows and changes stored messages, whether a server runs or not. */
@Command(
        name = "mailbox",
        description = "Shows and changes stored messages of users who are offline, whether the server runs or not.")
final class MailboxCommand implements Runnable {
    private static final int PAGE = 500;

    private final Terminal terminal;

    MailboxCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        throw new UsageException("Expected list, show, delete or retry");
    }

    @Command(name = "list", description = "Lists the accounts that have messages, or the messages of one.")
    void list(
            @Parameters(paramLabel = "SIP-URI", arity = "0..1", description = "Of this account.") Optional<Aor> account,
            @Option(names = "--json", description = "Print one JSON object per line.") boolean json,
            @Mixin DataOptions data) {
        with(data, store -> {
            account.ifPresent(one -> checkKnown(store, one, data));
            if (account.isPresent()) messages(store.mailboxAdmin(), account.get(), json);
            else mailboxes(store.mailboxAdmin(), json);
            return 0;
        });
    }

    private void mailboxes(MailboxAdmin store, boolean json) {
        Optional<Aor> after = Optional.empty();
        for (List<Mailbox> page = page(store, after); !page.isEmpty(); page = page(store, after)) {
            for (Mailbox mailbox : page)
                terminal.out().println(json ? StoredMessageText.json(mailbox) : StoredMessageText.line(mailbox));
            after = Optional.of(page.getLast().account());
        }
    }

    private static List<Mailbox> page(MailboxAdmin store, Optional<Aor> after) {
        return Patience.await(store.mailboxes(after, PAGE));
    }

    private void messages(MailboxAdmin store, Aor account, boolean json) {
        long after = 0;
        for (List<MailboxEntry> page = page(store, account, after);
                !page.isEmpty();
                page = page(store, account, after)) {
            for (MailboxEntry listed : page)
                terminal.out().println(json ? StoredMessageText.json(listed) : StoredMessageText.line(listed));
            after = page.getLast().id();
        }
    }

    private static List<MailboxEntry> page(MailboxAdmin store, Aor account, long after) {
        return Patience.await(store.messages(account, after, PAGE));
    }

    @Command(name = "show", description = "Shows a message: its headers and its body.")
    void show(
            @Parameters(paramLabel = "ID") long id,
            @Option(names = "--raw", description = "Octet for octet, as it is stored.") boolean raw,
            @Option(names = "--json", description = "As one JSON object, with body and message in Base64.")
                    boolean json,
            @Mixin DataOptions data) {
        MailboxEntry found = with(
                        data, store -> Patience.await(store.mailboxAdmin().message(id)))
                .orElseThrow(() -> unknown(id, data));
        if (raw && json) throw new UsageException("Expected --raw or --json but there are both");
        if (json) {
            terminal.out().println(StoredMessageText.wholeAsJson(found));
        } else if (raw) {
            terminal.out().writeBytes(found.message().bytes());
            terminal.out().flush();
        } else {
            terminal.out().println(StoredMessageText.line(found));
            terminal.out().println(StoredMessageText.whole(found));
        }
    }

    @Command(
            name = "delete",
            description = "Removes a message: it is not delivered any more, and its sender is not notified.")
    int delete(@Parameters(paramLabel = "ID") long id, @Mixin DataOptions data) {
        return with(data, store -> {
            if (!Patience.await(store.mailboxAdmin().delete(id))) throw unknown(id, data);
            return InForce.await(store.changes(), "deleted " + id + " (" + data.where(terminal) + ")", terminal);
        });
    }

    @Command(
            name = "retry",
            description =
                    "Makes all messages of an account due now: a running server tries the devices that are registered at once.")
    int retry(@Parameters(paramLabel = "SIP-URI") Aor account, @Mixin DataOptions data) {
        return with(data, store -> {
            checkKnown(store, account, data);
            int copies = Patience.await(store.mailboxAdmin().retry(account));
            String done = "all messages for " + account + " are due now; " + copies + " copies had been postponed";
            return InForce.await(store.changes(), done, terminal);
        });
    }

    /** An account of open registration exists in a server's memory only: it counts as known when it has messages. */
    private void checkKnown(SqlStore store, Aor account, DataOptions data) {
        if (store.accounts().find(account).isEmpty()
                && page(store.mailboxAdmin(), account, 0).isEmpty())
            throw new FailedException(account + " has no account in " + data.where(terminal));
    }

    private <T> T with(DataOptions data, Function<SqlStore, T> work) {
        try (var store = data.open(terminal)) {
            return work.apply(store);
        }
    }

    private FailedException unknown(long id, DataOptions data) {
        return new FailedException("There is no message " + id + " in " + data.where(terminal));
    }
}
