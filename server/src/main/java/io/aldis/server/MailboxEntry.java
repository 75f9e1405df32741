package io.aldis.server;

import java.time.Instant;
import java.util.List;

/**
 * A letter as the operator sees it, with the devices that have not taken it yet.
 *
 * @param taken whether a device has taken it; else it is also for whichever device registers next
 * @param only whether it is for the devices that wait and for no other ({@link Recipients#only}); false when one has taken it
 */
public record MailboxEntry(long id, StoredMessage letter, boolean taken, boolean only, List<Waiting> waiting) {
    public MailboxEntry {
        waiting = List.copyOf(waiting);
    }

    /**
     * One of those devices.
     *
     * @param device its {@link Device#id}
     * @param tries how often it was postponed
     * @param notBefore when it is due for this device
     */
    public record Waiting(String device, int tries, Instant notBefore) {}
}
