package io.aldis.app.archive;

import io.aldis.server.Account;
import io.aldis.server.AccountStore;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.MailboxEntry;
import io.aldis.server.ServerStore;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Imports an archive, or a table of accounts ({@link AccountTable}), into a store. What the store has already is not imported again, so an
 * import can be repeated after an interruption. For one archive and one thread.
 */
public final class Importer {
    private static final Comparator<Aor> ORDER =
            Comparator.comparing(Aor::domain).thenComparing(Aor::user);

    private final AccountStore accounts;
    private final ServerStore store;
    private final boolean replace;
    private final InstantSource clock;
    private final Progress progress;

    private final DuplicateCounter copies = new DuplicateCounter();
    private final Window window = new Window();
    private final AtomicLong freshAccounts = new AtomicLong();
    private final AtomicLong freshMessages = new AtomicLong();
    private final AtomicLong others = new AtomicLong();
    private Counts read = Counts.NONE;
    private long expired;
    private final Set<Aor> seen = new HashSet<>();
    private Optional<Aor> lastMailbox = Optional.empty();

    /** @param replace whether an account that the store has with other secrets, settings or rules is overwritten */
    public Importer(ServerStore store, boolean replace, InstantSource clock, Progress progress) {
        this.accounts = store.accounts();
        this.store = store;
        this.replace = replace;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Imports all lines. Blocks until the store has written them.
     *
     * @throws ArchiveException when a line is wrong; lines before it may have been imported
     * @throws io.aldis.server.StoreException when the store cannot write a line
     */
    public Imported from(InputStream in) throws IOException {
        var lines = new BoundedLines(in);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all(lines, threads);
            window.finish();
        }
        var fresh = new Counts(freshAccounts.get(), 0, freshMessages.get());
        return new Imported(read, fresh, others.get(), replace, expired);
    }

    private void all(BoundedLines lines, ExecutorService threads) throws IOException {
        try {
            byte[] first = lines.next()
                    .orElseThrow(() -> ArchiveException.expected("an archive or a table of accounts", "empty"));
            if (isTable(first)) {
                table(new AccountTable(first), first, lines, threads);
                return;
            }
            EntryReader.head(first);
            boolean ended = false;
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (ended) throw ArchiveException.expected("nothing after the end", "one more line");
                ArchiveLine entry = EntryReader.entry(line.get());
                ended = entry instanceof ArchiveLine.End;
                take(entry, lines.number(), threads);
            }
            if (!ended) throw ArchiveException.expected("{\"type\":\"end\",…}", "no more: something is missing");
        } catch (ArchiveException e) {
            throw new ArchiveException("line " + lines.number() + ": " + e.getMessage());
        }
    }

    private static boolean isTable(byte[] first) {
        String text = new String(first, StandardCharsets.UTF_8);
        return !text.isBlank() && !text.stripLeading().startsWith("{");
    }

    private void table(AccountTable table, byte[] first, BoundedLines lines, ExecutorService threads)
            throws IOException {
        if (!table.named()) take(table, first, lines.number(), threads);
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next())
            take(table, line.get(), lines.number(), threads);
    }

    private void take(AccountTable table, byte[] text, long line, ExecutorService threads) {
        Optional<AccountTable.Row> row = table.read(text);
        if (row.isEmpty()) return;
        Aor aor = once(row.get().aor());
        Map<String, String> secrets = row.get().secrets();
        window.add(line, 0, CompletableFuture.runAsync(() -> bring(aor, secrets), threads));
        read = new Counts(read.accounts() + 1, 0, 0);
        progress.at(read);
    }

    private void take(ArchiveLine entry, long line, ExecutorService threads) {
        switch (entry) {
            case ArchiveLine.Head _ -> throw new IllegalStateException("is read once");
            case ArchiveLine.OfAccount(Account account) -> {
                once(account.aor());
                window.add(line, 0, CompletableFuture.runAsync(() -> bring(account), threads));
            }
            case ArchiveLine.OfDevice(Known known) ->
                window.add(line, 0, store.devices().importDevice(known));
            case ArchiveLine.OfMessage message -> bring(message, line);
            case ArchiveLine.End(Counts counts) -> {
                if (!counts.equals(read)) throw ArchiveException.expected(counts + " before the end", read);
            }
        }
        read = read.and(entry);
        progress.at(read);
    }

    private Aor once(Aor account) {
        if (!seen.add(account)) throw ArchiveException.expected("each account once", account + " again");
        return account;
    }

    private static Aor inOrder(Aor account, Optional<Aor> before) {
        if (before.isPresent() && ORDER.compare(account, before.get()) < 0)
            throw ArchiveException.expected(
                    "a message for " + before.get() + " or an account behind it (by domain, then by user)", account);
        return account;
    }

    /** A table has secrets only: an existing account keeps its settings and rules. */
    private void bring(Aor aor, Map<String, String> secrets) {
        Optional<Account> here = accounts.find(aor);
        Map<String, String> known = here.map(Account::secrets).orElse(Map.of());
        boolean same = here.isPresent() && known.entrySet().containsAll(secrets.entrySet());
        bring(here.orElseGet(() -> new Account(aor, Map.of())).with(same ? known : secrets), here);
    }

    private void bring(Account account) {
        bring(account, accounts.find(account.aor()));
    }

    private void bring(Account account, Optional<Account> here) {
        if (here.isEmpty()) freshAccounts.incrementAndGet();
        else if (!here.get().equals(account)) others.incrementAndGet();
        if (here.isEmpty() || (replace && !here.get().equals(account))) accounts.put(account);
    }

    private void bring(ArchiveLine.OfMessage entry, long line) {
        StoredMessage message = entry.message();
        lastMailbox = Optional.of(inOrder(message.account(), lastMailbox));
        if (!message.expires().isAfter(clock.instant())) {
            expired++;
            return;
        }
        int copy = copies.count(message);
        window.add(
                line,
                message.bytes().length,
                store.mailboxAdmin()
                        .importMessage(new MailboxEntry(0, message, entry.taken(), entry.only(), entry.waiting()), copy)
                        .thenAccept(fresh -> {
                            if (fresh) freshMessages.incrementAndGet();
                        }));
    }
}
