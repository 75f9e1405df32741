package io.aldis.store.sql;

import io.aldis.server.AccountStore;
import io.aldis.server.AccountStoreContract;
import io.aldis.server.BindingStore;
import io.aldis.server.BindingStoreContract;
import io.aldis.server.ChangeFeed;
import io.aldis.server.ChangeFeedContract;
import io.aldis.server.DeviceStore;
import io.aldis.server.DeviceStoreContract;
import io.aldis.server.MailboxAdmin;
import io.aldis.server.MailboxStore;
import io.aldis.server.MailboxStoreContract;
import io.aldis.server.TrailStore;
import io.aldis.server.TrailStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The store contracts with two stores that are open at the same time on one database, which is empty before each test. */
abstract class Contracts {
    private SqlStore here;
    private SqlStore elsewhere;

    abstract SqlStore store();

    /** What a server holds while it runs on the database. */
    abstract ChangeFeedContract.Serving serving();

    @BeforeEach
    void open() {
        here = store();
        elsewhere = store();
    }

    @AfterEach
    void close() {
        here.close();
        elsewhere.close();
    }

    @Nested
    class Accounts implements AccountStoreContract {
        @Override
        public AccountStore accounts() {
            return here.accounts();
        }

        @Override
        public AccountStore accountsElsewhere() {
            return elsewhere.accounts();
        }

        @Override
        public BindingStore bindings() {
            return here.bindings();
        }
    }

    @Nested
    class Bindings implements BindingStoreContract {
        @Override
        public BindingStore bindingsElsewhere() {
            return elsewhere.bindings();
        }

        @Override
        public BindingStore bindings() {
            return here.bindings();
        }

        @Override
        public AccountStore accounts() {
            return here.accounts();
        }

        @Override
        public void restart() {
            close();
            open();
        }
    }

    @Nested
    class Devices implements DeviceStoreContract {
        @Override
        public DeviceStore devices() {
            return here.devices();
        }

        @Override
        public MailboxStore mailboxes() {
            return here.mailboxes();
        }

        @Override
        public MailboxAdmin admin() {
            return here.mailboxAdmin();
        }

        @Override
        public void restart() {
            close();
            open();
        }
    }

    @Nested
    class Trails implements TrailStoreContract {
        @Override
        public TrailStore trail() {
            return here.trail();
        }

        @Override
        public TrailStore elsewhere() {
            return elsewhere.trail();
        }

        @Override
        public void restart() {
            close();
            open();
        }
    }

    @Nested
    class Mailboxes implements MailboxStoreContract {
        @Override
        public MailboxStore mailboxes() {
            return here.mailboxes();
        }

        @Override
        public MailboxAdmin admin() {
            return here.mailboxAdmin();
        }

        @Override
        public DeviceStore devices() {
            return here.devices();
        }

        @Override
        public void restart() {
            close();
            open();
        }
    }

    @Nested
    class Changes implements ChangeFeedContract {
        @Override
        public ChangeFeed changes() {
            return here.changes();
        }

        @Override
        public ChangeFeed changesElsewhere() {
            return elsewhere.changes();
        }

        @Override
        public AccountStore accounts() {
            return here.accounts();
        }

        @Override
        public AccountStore accountsElsewhere() {
            return elsewhere.accounts();
        }

        @Override
        public BindingStore bindings() {
            return here.bindings();
        }

        @Override
        public MailboxAdmin adminElsewhere() {
            return elsewhere.mailboxAdmin();
        }

        @Override
        public ChangeFeedContract.Serving serving() {
            return Contracts.this.serving();
        }
    }
}
