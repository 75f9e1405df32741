package io.aldis.server;

import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stored messages on disk, each with the devices that have not taken it. Safe for every thread; no method waits: stages complete on a thread of the
 * store, which must not be blocked. Changes are made in the order of the calls. A failure completes with a {@link StoreException}, and nothing of the
 * change is done.
 *
 * <p>What a server needs; {@link MailboxAdmin} has what an operator needs.
 *
 * <p>Messages are never compared: two messages with equal octets are two messages.
 */
public interface MailboxStore {
    /**
     * Stores the message, with the postponements of its devices ({@link Recipients#postponed}). Completes when it survives a power failure; only then
     * may 202 be answered. When it would exceed the quota, the oldest messages that wait only for devices that may never come are removed for it:
     * those that a device has taken, or that all known devices have refused.
     */
    CompletionStage<StoreResult> keep(StoredMessage message, Recipients recipients, Quota quota);

    /**
     * The messages that the device has not taken yet and that have not expired. Stores that several servers share give the messages of a device to
     * one server at a time.
     *
     * @param most at most so many, the first in the order of {@link DeliveryOrder#QUEUE}
     */
    CompletionStage<PendingCopies> pending(Device device, Instant now, int most);

    /** One of these, to be sent now; absent when it is removed, has expired, or another server delivers to the device. */
    CompletionStage<Optional<PendingDelivery>> open(Device device, long message, Instant now);

    /** Records how delivery to the device has ended. No effect when the message is removed. */
    CompletionStage<Void> done(Device device, long message, Ending ending);

    /** Postpones the message for this device; counts as one more of its {@link PendingDelivery#tries}. No effect when it is removed. */
    CompletionStage<Void> postpone(Device device, long message, Postponement postponement);

    /** How delivery to a device has ended. */
    enum Ending {
        /**
         * The device has taken the message. Devices that were only offered it do not get it any more; those that it was stored for from the beginning
         * do. The message is removed with the last of these.
         */
        TAKEN,
        /**
         * The device will never take it. The message stays for the other devices that wait for it, and for devices that register later, unless it is
         * {@linkplain Recipients#only for this device only}.
         */
        REFUSED,
        /** The user has declined it for all devices: the message is removed. */
        DECLINED
    }

    /** Removes expired messages, the oldest first. @return the removed ones, at most {@code most} in one call */
    CompletionStage<List<MailboxEntry>> expire(Instant now, int most);

    /** Devices whose delivering server has stopped responding: any server may deliver to them now. None where there is one server only. */
    default CompletionStage<List<Device>> abandoned(int most) {
        return CompletableFuture.completedFuture(List.of());
    }

    /** A message with the devices that wait for it; absent when it is removed. */
    CompletionStage<Optional<MailboxEntry>> message(long id);

    /** A page of the accounts with stored messages, ordered by domain and user; for the start. @param after the last account of the previous page */
    CompletionStage<List<Aor>> accounts(Optional<Aor> after, int most);
}
