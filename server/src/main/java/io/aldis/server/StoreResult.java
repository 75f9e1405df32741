package io.aldis.server;

import java.util.Set;

/** What became of a letter that was to be kept. */
public sealed interface StoreResult {
    /**
     * It is on disk.
     *
     * @param id of the letter
     * @param devices {@link Device#id}s that wait for it
     */
    record Kept(long id, Set<String> devices) implements StoreResult {
        public Kept {
            devices = Set.copyOf(devices);
        }
    }

    /** All devices of the account are done with it: nothing is kept. */
    record Needless() implements StoreResult {}

    /** Nothing is kept, since the mailbox is full. */
    record Full(Bound bound) implements StoreResult {}

    /** Which number of the {@link Quota} it was. */
    enum Bound {
        MESSAGES,
        BYTES,
        SENDER,
        RECEIPTS
    }
}
