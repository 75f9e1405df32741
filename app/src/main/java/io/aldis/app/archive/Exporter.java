package io.aldis.app.archive;

import io.aldis.server.Account;
import io.aldis.server.Device;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.Mailbox;
import io.aldis.server.MailboxEntry;
import io.aldis.server.ServerStore;
import io.aldis.sip.Aor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Writes all accounts, devices and stored messages of a store as an archive, page by page. For one thread. */
public final class Exporter {
    private static final int PAGE = 500;
    /** Messages per page: fewer, since they are large. */
    private static final int MESSAGES = 50;

    private final ServerStore store;
    private final Progress progress;

    public Exporter(ServerStore store, Progress progress) {
        this.store = store;
        this.progress = progress;
    }

    /**
     * Writes the archive. Blocks while the store is read. Changes made meanwhile may be included or not.
     *
     * @return what was written
     * @throws io.aldis.server.StoreException when the store cannot be read
     */
    public Counts to(OutputStream out) throws IOException {
        var writer = new EntryWriter(out);
        writer.write(new ArchiveLine.Head());
        accounts(writer);
        devices(writer);
        messages(writer);
        writer.write(new ArchiveLine.End(writer.counts()));
        out.flush();
        return writer.counts();
    }

    private void accounts(EntryWriter to) throws IOException {
        Optional<Aor> after = Optional.empty();
        for (List<Account> page = page(after); !page.isEmpty(); page = page(after)) {
            for (Account account : page) to.write(new ArchiveLine.OfAccount(account));
            after = Optional.of(page.getLast().aor());
            progress.at(to.counts());
        }
    }

    private List<Account> page(Optional<Aor> after) {
        return store.accounts().page(after, PAGE);
    }

    private void devices(EntryWriter to) throws IOException {
        Optional<Device> after = Optional.empty();
        for (List<Known> page = devices(after); !page.isEmpty(); page = devices(after)) {
            for (Known known : page) to.write(new ArchiveLine.OfDevice(known));
            after = Optional.of(page.getLast().device());
            progress.at(to.counts());
        }
    }

    private List<Known> devices(Optional<Device> after) {
        return Stages.await(store.devices().page(after, PAGE));
    }

    private void messages(EntryWriter to) throws IOException {
        Optional<Aor> after = Optional.empty();
        for (List<Mailbox> page = mailboxes(after); !page.isEmpty(); page = mailboxes(after)) {
            for (Mailbox mailbox : page) messages(mailbox.account(), to);
            after = Optional.of(page.getLast().account());
        }
    }

    private List<Mailbox> mailboxes(Optional<Aor> after) {
        return Stages.await(store.mailboxAdmin().mailboxes(after, PAGE));
    }

    private void messages(Aor account, EntryWriter to) throws IOException {
        long after = 0;
        for (List<MailboxEntry> page = messages(account, after); !page.isEmpty(); page = messages(account, after)) {
            for (MailboxEntry listed : page)
                to.write(new ArchiveLine.OfMessage(listed.message(), listed.taken(), listed.only(), listed.waiting()));
            after = page.getLast().id();
            progress.at(to.counts());
        }
    }

    private List<MailboxEntry> messages(Aor account, long after) {
        return Stages.await(store.mailboxAdmin().messages(account, after, MESSAGES));
    }
}
