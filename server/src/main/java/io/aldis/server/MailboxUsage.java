package io.aldis.server;

import io.aldis.server.StoreResult.Bound;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Usage of a mailbox: count and octets of the stored messages of one kind of an account. Decides whether one more may be stored. Pure; the same over
 * every store. A store reads it, and what it decides holds until the message is stored: no other is stored meanwhile.
 *
 * @param bytes octets of these messages
 * @param ofSender how many of them are of the sender of the message to be stored; empty when they have not been counted, which may be slow
 */
public record MailboxUsage(long messages, long bytes, OptionalLong ofSender) {
    public static final MailboxUsage EMPTY = new MailboxUsage(0, 0);

    /** Those of one sender are not counted. */
    public MailboxUsage(long messages, long bytes) {
        this(messages, bytes, OptionalLong.empty());
    }

    /** A copy with the number of messages of the sender. */
    public MailboxUsage ofSender(long count) {
        return new MailboxUsage(messages, bytes, OptionalLong.of(count));
    }

    /** The usage with that message added; those of one sender are not counted. */
    public MailboxUsage with(StoredMessage message) {
        return new MailboxUsage(messages + 1, bytes + message.bytes().length);
    }

    /** Whether {@link #exceeded} depends on the number of messages of the sender: there are as many as one sender may have. */
    public boolean needsCountOfSender(StoredMessage message, Quota quota) {
        return ofSender.isEmpty()
                && message.kind() == StoredMessage.Kind.TEXT
                && messages >= quota.perSender()
                && exceededByAll(message, quota).isEmpty();
    }

    /**
     * The limit that the message would exceed, if any.
     *
     * @throws IllegalStateException when the messages of the sender are {@linkplain #needsCountOfSender needed}
     */
    public Optional<Bound> exceeded(StoredMessage message, Quota quota) {
        if (message.kind() == StoredMessage.Kind.RECEIPT) return when(messages >= quota.receipts(), Bound.RECEIPTS);
        Optional<Bound> byAll = exceededByAll(message, quota);
        if (byAll.isPresent() || messages < quota.perSender()) return byAll;
        long count =
                ofSender.orElseThrow(() -> new IllegalStateException("the messages of the sender are not counted"));
        return when(count >= quota.perSender(), Bound.SENDER);
    }

    private Optional<Bound> exceededByAll(StoredMessage message, Quota quota) {
        if (messages >= quota.messages()) return Optional.of(Bound.MESSAGES);
        return when(bytes + message.bytes().length > quota.bytes(), Bound.BYTES);
    }

    private static Optional<Bound> when(boolean exceeded, Bound bound) {
        return exceeded ? Optional.of(bound) : Optional.empty();
    }

    /**
     * Whether an older message of the same account and kind may be removed for a new one, because of that limit: it waits only for devices that may never
     * come. The oldest such message goes first.
     *
     * @param taken whether a device has taken the older one
     * @param refused whether all devices that it waited for have refused it
     */
    public static boolean makesRoom(
            StoredMessage older, boolean taken, boolean refused, StoredMessage fresh, Bound limit) {
        return (taken || refused) && (limit != Bound.SENDER || older.sender().equals(fresh.sender()));
    }
}
