package io.aldis.app.archive;

import io.aldis.server.Account;
import io.aldis.server.AccountStore;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.Letter;
import io.aldis.server.MailStores;
import io.aldis.sip.Aor;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings what an archive holds into a store. What is there already is not brought again, so that an import that was cut off, or is made
 * twice, ends with the same. For one archive, and one thread.
 */
public final class Importer {
    private static final Comparator<Aor> ORDER =
            Comparator.comparing(Aor::domain).thenComparing(Aor::user);

    private final AccountStore accounts;
    private final MailStores mail;
    private final boolean replace;
    private final InstantSource clock;
    private final Progress progress;

    private final Copies copies = new Copies();
    private final Window window = new Window();
    private final AtomicLong freshAccounts = new AtomicLong();
    private final AtomicLong freshLetters = new AtomicLong();
    private final AtomicLong others = new AtomicLong();
    private Counts read = Counts.NONE;
    private long expired;
    private Optional<Aor> lastAccount = Optional.empty();
    private Optional<Aor> lastMailbox = Optional.empty();

    /** @param replace whether an account that is here with other secrets gets those of the archive */
    public Importer(AccountStore accounts, MailStores mail, boolean replace, InstantSource clock, Progress progress) {
        this.accounts = accounts;
        this.mail = mail;
        this.replace = replace;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Waits for the store.
     *
     * @throws ArchiveException when a line is broken; what stands before it may be there then
     * @throws io.aldis.server.StoreException when the store could not do what a line says
     */
    public Imported from(InputStream in) throws IOException {
        var lines = new Lines(in);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all(lines, threads);
            window.finish();
        }
        var fresh = new Counts(freshAccounts.get(), 0, freshLetters.get());
        return new Imported(read, fresh, others.get(), replace, expired);
    }

    private void all(Lines lines, ExecutorService threads) throws IOException {
        try {
            EntryReader.head(lines.next().orElseThrow(() -> ArchiveException.expected("an archive", "empty")));
            boolean ended = false;
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (ended) throw ArchiveException.expected("nothing after the end", "one more line");
                Entry entry = EntryReader.entry(line.get());
                ended = entry instanceof Entry.End;
                take(entry, lines.number(), threads);
            }
            if (!ended) throw ArchiveException.expected("{\"type\":\"end\",…}", "no more: something is missing");
        } catch (ArchiveException e) {
            throw new ArchiveException("line " + lines.number() + ": " + e.getMessage());
        }
    }

    private void take(Entry entry, long line, ExecutorService threads) {
        switch (entry) {
            case Entry.Head _ -> throw new IllegalStateException("is read once");
            case Entry.OfAccount(Account account) -> {
                lastAccount = Optional.of(inOrder(account.aor(), lastAccount, 1));
                window.add(line, 0, CompletableFuture.runAsync(() -> bring(account), threads));
            }
            case Entry.OfDevice(Known known) ->
                window.add(line, 0, mail.devices().bring(known));
            case Entry.OfLetter letter -> bring(letter, line);
            case Entry.End(Counts counts) -> {
                if (!counts.equals(read)) throw ArchiveException.expected(counts + " before the end", read);
            }
        }
        read = read.and(entry);
        progress.at(read);
    }

    /** @param least that it must be behind the one before by, in their order */
    private static Aor inOrder(Aor account, Optional<Aor> before, int least) {
        if (before.isPresent() && Integer.signum(ORDER.compare(account, before.get())) < least)
            throw ArchiveException.expected(
                    (least > 0 ? "an account behind " : "a message for ") + before.get()
                            + (least > 0 ? "" : " or an account behind it") + " (by domain, then by user)",
                    account);
        return account;
    }

    private void bring(Account account) {
        Optional<Account> here = accounts.find(account.aor());
        if (here.isEmpty()) freshAccounts.incrementAndGet();
        else if (!here.get().equals(account)) others.incrementAndGet();
        if (here.isEmpty() || (replace && !here.get().equals(account))) accounts.put(account);
    }

    private void bring(Entry.OfLetter entry, long line) {
        Letter letter = entry.letter();
        lastMailbox = Optional.of(inOrder(letter.account(), lastMailbox, 0));
        if (!letter.expires().isAfter(clock.instant())) {
            expired++;
            return;
        }
        int copy = copies.count(letter);
        window.add(
                line,
                letter.bytes().length,
                mail.letters().bring(letter, entry.taken(), entry.waiting(), copy).thenAccept(fresh -> {
                    if (fresh) freshLetters.incrementAndGet();
                }));
    }
}
