package io.aldis.server;

import java.time.Instant;
import java.util.Set;

/** Listener for events of stored messages. Called on the event loop: methods must not wait. Each does nothing unless it is overridden. */
public interface MailboxEvents {
    MailboxEvents NONE = new MailboxEvents() {};

    /** Calls both listeners for every event, one after the other. */
    static MailboxEvents both(MailboxEvents one, MailboxEvents other) {
        return new BothEvents(one, other);
    }

    /** The message is on disk for these devices. */
    default void kept(long id, StoredMessage letter, Set<String> devices) {}

    /** The message is not stored: the mailbox is full. */
    default void full(StoredMessage letter, StoreResult.Bound bound) {}

    /** The message is now sent to the device. */
    default void sending(Device device, PendingDelivery held) {}

    /** The device has answered finally with that code. */
    default void ended(Device device, PendingDelivery held, int code) {}

    /** The device will be tried again. @param code of its answer, {@link DeviceAnswer#NOTHING} when there was none */
    default void postponed(Device device, PendingDelivery held, int code, Instant until) {}

    /** The device is registered and does not accept this message: later messages go on, and it is tried again after them, not before that time. */
    default void putAside(Device device, PendingDelivery held, Instant until) {}

    /** The message has expired; the devices with a pending copy never get it. A listener may send a receipt about that (RFC 5438). */
    default void expired(MailboxEntry letter) {}
}
