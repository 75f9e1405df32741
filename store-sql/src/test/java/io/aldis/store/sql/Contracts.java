package io.aldis.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.AccountStore;
import io.aldis.server.AccountStoreContract;
import io.aldis.server.BindingStore;
import io.aldis.server.BindingStoreContract;
import io.aldis.server.DeviceStore;
import io.aldis.server.DeviceStoreContract;
import io.aldis.server.MailboxEntry;
import io.aldis.server.MailboxStore;
import io.aldis.server.MailboxStoreContract;
import io.aldis.server.TrailStore;
import io.aldis.server.TrailStoreContract;
import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contracts of the ports, on two stores that are open at the same time on one database, which is empty before each test. */
abstract class Contracts {
    private SqlStore here;
    private SqlStore elsewhere;

    abstract SqlStore store();

    /** What a server holds while it runs on the database. */
    abstract AccountStoreContract.Serving serving();

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
        public AccountStoreContract.Serving serving() {
            return Contracts.this.serving();
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
        public DeviceStore devices() {
            return here.devices();
        }

        @Override
        public void restart() {
            close();
            open();
        }
    }

    /** What a running server hears of letters that somebody else has touched. */
    @Nested
    class Touched {
        private static final Aor ALICE = Aor.parse("sip:alice@example.com");

        @Test
        void aWatchHearsThatLettersWereMadeDueOrBrought() throws Exception {
            BlockingQueue<Set<Aor>> heard = new ArrayBlockingQueue<>(10);
            try (var _ = here.accounts().watch(AccountStoreContract.hearing(heard))) {
                io.aldis.server.StoredMessages.get(elsewhere.mailboxes().retry(ALICE));
                assertThat(heard.poll(20, TimeUnit.SECONDS)).containsExactly(ALICE);
                var waiting = List.of(new MailboxEntry.Waiting("a", 0, Instant.EPOCH));
                io.aldis.server.StoredMessages.get(elsewhere
                        .mailboxes()
                        .bring(
                                new MailboxEntry(0, io.aldis.server.StoredMessages.text("hi"), true, false, waiting),
                                1));
                assertThat(heard.poll(20, TimeUnit.SECONDS)).containsExactly(ALICE);
            }
        }
    }
}
