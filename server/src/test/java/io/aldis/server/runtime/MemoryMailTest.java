package io.aldis.server.runtime;

import io.aldis.server.DeviceStore;
import io.aldis.server.DeviceStoreContract;
import io.aldis.server.MailboxAdmin;
import io.aldis.server.MailboxStore;
import io.aldis.server.MailboxStoreContract;
import org.junit.jupiter.api.Nested;

/** The contracts of the ports, in memory; what is in memory survives a restart that does not happen. */
class MemoryMailTest {
    private final MemoryMail mail = new MemoryMail();

    @Nested
    class Devices implements DeviceStoreContract {
        @Override
        public DeviceStore devices() {
            return mail;
        }

        @Override
        public MailboxStore mailboxes() {
            return mail;
        }

        @Override
        public MailboxAdmin admin() {
            return mail;
        }

        @Override
        public void restart() {}
    }

    @Nested
    class Mailboxes implements MailboxStoreContract {
        @Override
        public MailboxStore mailboxes() {
            return mail;
        }

        @Override
        public MailboxAdmin admin() {
            return mail;
        }

        @Override
        public DeviceStore devices() {
            return mail;
        }

        @Override
        public void restart() {}
    }
}
