package io.aldis.server;

import java.time.Instant;

/**
 * The copy of a stored message that one device has not taken yet, without the message itself.
 *
 * @param message id of the message: a later one has a higher
 * @param sender as {@link StoredMessage#sender}
 * @param tries how often it was {@linkplain MailboxStore#postpone postponed} for this device
 * @param notBefore when the next try is due; {@link Instant#EPOCH} when it was never postponed
 * @param blocksUntil until then later messages of the same sender wait behind it while it is postponed; {@link Instant#EPOCH} when it was
 *     never postponed, or was put aside
 * @param aside whether it was put aside: it is tried again when nothing else is due
 * @param expires nothing is sent from then on
 */
public record PendingCopy(
        long message,
        StoredMessage.Kind kind,
        String sender,
        int tries,
        Instant notBefore,
        Instant blocksUntil,
        boolean aside,
        Instant expires) {
    /** Whether it is postponed at that time. */
    public boolean postponedAt(Instant now) {
        return notBefore.isAfter(now);
    }

    /** A copy of the record that is due at once. */
    public PendingCopy due() {
        return new PendingCopy(message, kind, sender, tries, Instant.EPOCH, blocksUntil, aside, expires);
    }

    /** Whether it is postponed and later messages of its sender wait for it. */
    public boolean blocksAt(Instant now) {
        return postponedAt(now) && blocksUntil.isAfter(now);
    }

    /** When the state of a postponed one changes next: it is due, stops blocking, or expires. */
    public Instant changes(Instant now) {
        Instant first = notBefore.isBefore(expires) ? notBefore : expires;
        return blocksUntil.isAfter(now) && blocksUntil.isBefore(first) ? blocksUntil : first;
    }

    /** The state after one more try. */
    public PendingCopy postponed(Postponement by) {
        return new PendingCopy(message, kind, sender, tries + 1, by.notBefore(), by.blocksUntil(), by.aside(), expires);
    }
}
