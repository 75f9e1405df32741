package io.aldis.server;

import java.time.Instant;
import java.util.Set;

/** What happens to letters, for whoever watches. On the event loop: methods must not wait. Each does nothing unless it is overridden. */
public interface MailboxEvents {
    MailboxEvents NONE = new MailboxEvents() {};

    /** Both hear everything, one after the other. */
    static MailboxEvents both(MailboxEvents one, MailboxEvents other) {
        return new BothEvents(one, other);
    }

    /** It is on disk for these devices. */
    default void kept(long id, StoredMessage letter, Set<String> devices) {}

    /** It is not kept: there is no room for it. */
    default void full(StoredMessage letter, StoreResult.Bound bound) {}

    /** It is sent to the device now. */
    default void sending(Device device, PendingDelivery held) {}

    /** The device has ended the matter with that answer. */
    default void ended(Device device, PendingDelivery held, int code) {}

    /** The device will be tried again. @param code of its answer, {@link DeviceAnswer#NOTHING} when there was none */
    default void postponed(Device device, PendingDelivery held, int code, Instant until) {}

    /** The device is there and does not take this message: those behind it go on, and it is tried again after them, not before that time. */
    default void putAside(Device device, PendingDelivery held, Instant until) {}

    /** Its time is over; the devices that still waited for it never get it. A receipt about that is for whoever comes next (RFC 5438). */
    default void expired(MailboxEntry letter) {}
}
