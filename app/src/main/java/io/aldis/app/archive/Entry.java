package io.aldis.app.archive;

import io.aldis.server.Account;
import io.aldis.server.DeviceStore.Known;
import io.aldis.server.Letter;
import io.aldis.server.Listed.Waiting;
import java.util.List;

/** A line of an archive. */
sealed interface Entry {
    /** The first one. */
    record Head() implements Entry {
        static final String FORMAT = "aldis-archive";
        static final long VERSION = 1;
    }

    /** Its address is that of no other in the archive. */
    record OfAccount(Account account) implements Entry {}

    record OfDevice(Known known) implements Entry {}

    /** Those of an account stand together, in the order in which they are delivered; accounts are in their order. */
    record OfLetter(Letter letter, boolean taken, boolean only, List<Waiting> waiting) implements Entry {
        public OfLetter {
            waiting = List.copyOf(waiting);
        }
    }

    /** The last one: without it something is missing. */
    record End(Counts counts) implements Entry {}
}
