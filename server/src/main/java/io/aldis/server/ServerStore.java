package io.aldis.server;

/** A store that has all that a server keeps: SQLite and PostgreSQL are such stores. The caller closes it, after the server. */
public interface ServerStore {
    AccountStore accounts();

    BindingStore bindings();

    /** The changes that others make in this store. */
    ChangeFeed changes();

    DeviceStore devices();

    MailboxStore mailboxes();

    /** The same mailboxes, for the operator. */
    MailboxAdmin mailboxAdmin();

    /** @throws StoreException when the trail cannot be opened */
    TrailStore trail();
}
