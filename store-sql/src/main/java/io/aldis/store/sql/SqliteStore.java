package io.aldis.store.sql;

import io.aldis.server.AccountStore;
import io.aldis.server.BindingStore;
import io.aldis.server.DeviceStore;
import io.aldis.server.MailboxStore;
import io.aldis.server.StoreException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Accounts, bindings, devices and mailboxes in the file {@code aldis.db} of a data directory. Several processes may have it open at a time: the
 * server, and a command that adds a user meanwhile. Safe for every thread.
 */
public final class SqliteStore implements AutoCloseable {
    private final SqliteFile file;
    private final Writer writer;
    private final SqlAccounts accounts;
    private final SqlBindings bindings;
    private final Reader reader;
    private final SqlDevices devices;
    private final SqlMailboxes mailboxes;

    private SqliteStore(SqliteFile file, InstantSource clock) {
        this.file = file;
        this.writer = new Writer(file);
        this.accounts = new SqlAccounts(file, writer);
        this.bindings = new SqlBindings(file, writer, clock);
        this.reader = new Reader(file);
        this.devices = new SqlDevices(reader, writer);
        this.mailboxes = new SqlMailboxes(reader, writer);
    }

    /**
     * Opens the store; makes directory (0700), file (0600) and tables where they are not there yet.
     *
     * @throws StoreException when the directory cannot be written, or the file is damaged or written by a newer Aldis
     */
    public static SqliteStore open(Path dataDirectory) {
        return open(dataDirectory, InstantSource.system());
    }

    static SqliteStore open(Path dataDirectory, InstantSource clock) {
        SqliteFile file = SqliteFile.in(dataDirectory);
        Schema.prepare(file);
        return new SqliteStore(file, clock);
    }

    public AccountStore accounts() {
        return accounts;
    }

    public BindingStore bindings() {
        return bindings;
    }

    public DeviceStore devices() {
        return devices;
    }

    public MailboxStore mailboxes() {
        return mailboxes;
    }

    Writer writer() {
        return writer;
    }

    /** Ends the watches, writes what waits, closes the file. Not from a thread of the store. */
    @Override
    public void close() {
        accounts.close();
        reader.close();
        writer.close();
        file.close();
    }
}
