package io.aldis.app.archive;

import io.aldis.server.Account;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.MailboxEntry.Waiting;
import io.aldis.server.StoredMessage;
import java.util.List;

/** A line of an archive. */
sealed interface ArchiveLine {
    /** The first line. */
    record Head() implements ArchiveLine {
        static final String FORMAT = "aldis-archive";
        static final long VERSION = 1;
    }

    /** An account. Its address occurs once in the archive. */
    record OfAccount(Account account) implements ArchiveLine {}

    /** A known device of an account. */
    record OfDevice(Known known) implements ArchiveLine {}

    /**
     * A stored message. Messages are ordered by account (domain, then user), those of one account in the order of delivery.
     *
     * @param taken whether a device has taken it
     * @param only whether it is for the waiting devices only
     * @param waiting its pending copies
     */
    record OfMessage(StoredMessage message, boolean taken, boolean only, List<Waiting> waiting) implements ArchiveLine {
        public OfMessage {
            waiting = List.copyOf(waiting);
        }
    }

    /** The last line, with the number of lines before it. Without it the archive is incomplete. */
    record End(Counts counts) implements ArchiveLine {}
}
