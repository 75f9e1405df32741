package io.aldis.server;

import java.time.Instant;
import java.util.List;

/**
 * A stored message as the operator sees it, with the devices that have not taken it yet.
 *
 * @param taken whether a device has taken it; if not, a device that registers later is offered it, too
 * @param only whether it is for the waiting devices and for no other ({@link Recipients#only}); false when a device has taken it
 */
public record MailboxEntry(long id, StoredMessage message, boolean taken, boolean only, List<Waiting> waiting) {
    public MailboxEntry {
        waiting = List.copyOf(waiting);
    }

    /**
     * One of those devices.
     *
     * @param device its {@link Device#id}
     * @param tries how often it was postponed
     * @param notBefore when the next try for this device is due
     */
    public record Waiting(String device, int tries, Instant notBefore) {}
}
