package io.aldis.store.sql;

import io.aldis.server.AccountStore;
import io.aldis.server.BindingStore;
import io.aldis.server.ChangeFeed;
import io.aldis.server.DeviceStore;
import io.aldis.server.MailboxAdmin;
import io.aldis.server.MailboxStore;
import io.aldis.server.ServerStore;
import io.aldis.server.TrailStore;
import java.time.InstantSource;

/** Accounts, bindings, devices, mailboxes and trails in one database. Safe for every thread. */
public abstract sealed class SqlStore implements ServerStore, AutoCloseable permits SqliteStore, PostgresStore {
    private final Database database;
    private final Writer writer;
    private final Reader reader;
    private final SqlAccounts accounts;
    private final SqlBindings bindings;
    private final SqlChangeFeed changes;
    private final SqlDevices devices;
    private final SqlMailboxes mailboxes;

    /** @param readers number of threads that read */
    SqlStore(Database database, int readers, ClusterMode sharing, InstantSource clock) {
        this.database = database;
        SharedBindings shared = sharing.bindings();
        this.writer = new Writer(database);
        this.reader = new Reader(database, readers);
        this.accounts = new SqlAccounts(database, writer, shared);
        this.bindings = new SqlBindings(database, reader, writer, shared, clock);
        this.changes = new SqlChangeFeed(database, writer, sharing);
        this.devices = new SqlDevices(reader, writer);
        this.mailboxes = new SqlMailboxes(database, reader, writer, sharing.turns());
    }

    @Override
    public final AccountStore accounts() {
        return accounts;
    }

    @Override
    public final BindingStore bindings() {
        return bindings;
    }

    @Override
    public final ChangeFeed changes() {
        return changes;
    }

    @Override
    public final DeviceStore devices() {
        return devices;
    }

    @Override
    public final MailboxStore mailboxes() {
        return mailboxes;
    }

    @Override
    public final MailboxAdmin mailboxAdmin() {
        return mailboxes;
    }

    /**
     * The trail store; with SQLite its file is opened by the first call.
     *
     * @throws io.aldis.server.StoreException when it cannot be opened
     */
    @Override
    public abstract TrailStore trail();

    final Writer writer() {
        return writer;
    }

    /** Closes the watches, writes the queued changes, closes the database. Blocks; not to be called on a thread of the store. */
    @Override
    public void close() {
        changes.close();
        reader.close();
        writer.close();
        database.close();
    }
}
