package io.aldis.server;

import java.util.Set;

/** The result of storing a message. */
public sealed interface StoreResult {
    /**
     * The message is on disk.
     *
     * @param id of the message
     * @param devices {@link Device#id}s that wait for it
     */
    record Kept(long id, Set<String> devices) implements StoreResult {
        public Kept {
            devices = Set.copyOf(devices);
        }
    }

    /** No device of the account waits for it: it is not stored. */
    record Needless() implements StoreResult {}

    /** The mailbox is full: it is not stored. */
    record Full(Bound bound) implements StoreResult {}

    /** The limit of the {@link Quota} that was reached. */
    enum Bound {
        MESSAGES,
        BYTES,
        SENDER,
        RECEIPTS
    }
}
