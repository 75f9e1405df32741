package io.aldis.server;

import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Letters on disk, each with the devices that have not taken it. Safe for every thread; nothing waits: stages complete on a thread of
 * the store, which must not be kept waiting. Changes are made in the order of the calls. What cannot be done completes with a
 * {@link StoreException}, and nothing of it is done.
 *
 * <p>Letters are never compared: two that are equal in every octet are two.
 */
public interface MailboxStore {
    /**
     * Keeps the letter, with what devices have postponed ({@link Recipients#postponed}); completes when it survives a power failure. That is what a 202 rests upon. Where it would exceed the quota, the
     * oldest of those that are kept only for devices that may never come (a device has taken them, or all that are known have refused
     * them) make room.
     */
    CompletionStage<StoreResult> keep(StoredMessage letter, Recipients addressees, Quota quota);

    /**
     * What the device has not taken yet and what has not expired. Stores that several servers share give the letters of a device to one
     * server at a time.
     *
     * @param most that many at the most, the first in the order of {@link DeliveryOrder#QUEUE}
     */
    CompletionStage<PendingCopies> pending(Device device, Instant now, int most);

    /** One of these, to be sent now; absent when it is gone, has expired, or another server delivers to the device. */
    CompletionStage<Optional<PendingDelivery>> open(Device device, long letter, Instant now);

    /** The device is done with the letter. Nothing when it is gone. */
    CompletionStage<Void> done(Device device, long letter, Ending ending);

    /** Not for this device before a time; counts as one more of its {@link PendingDelivery#tries}. Nothing when it is gone. */
    CompletionStage<Void> postpone(Device device, long letter, Postponement postponement);

    /** How a device has ended the matter. */
    enum Ending {
        /**
         * It has taken the letter. Devices that were only offered it do not get it any more; those that the letter was kept for from the
         * beginning do. The letter is removed with the last of these.
         */
        TAKEN,
        /**
         * It will never take it. Others may: the letter stays for those that wait for it, and for whichever registers later, unless it is
         * {@linkplain Recipients#only for this device only}.
         */
        REFUSED,
        /** Its user does not want it, on any device: the letter is removed. */
        DECLINED
    }

    /** Removes letters that have expired, the oldest first. @return them, those {@code most} at a time */
    CompletionStage<List<MailboxEntry>> expire(Instant now, int most);

    /**
     * Devices that another server was giving letters to when it fell silent: they are anybody's now. Nothing where there is one server
     * only.
     */
    default CompletionStage<List<Device>> abandoned(int most) {
        return CompletableFuture.completedFuture(List.of());
    }

    // ---- for the operator, and for the start

    /** Accounts that have letters, in the order of their domains and users. @param after the last of the page before */
    CompletionStage<List<Mailbox>> mailboxes(Optional<Aor> after, int most);

    /** The letters of an account, in the order of their ids. @param after the last id of the page before, 0 for the first */
    CompletionStage<List<MailboxEntry>> letters(Aor account, long after, int most);

    CompletionStage<Optional<MailboxEntry>> letter(long id);

    /** Removes a letter, whoever waits for it. @return whether it was there */
    CompletionStage<Boolean> delete(long letter);

    /**
     * Sees to it that at least so many letters are here that equal this one in everything, its octets too: keeps one more, behind those
     * that are here, when there are fewer. So what another store has given can be brought twice and is here once. Completes when it survives
     * a power failure.
     *
     * @param letter where a device has taken it, or it is for some devices only, a device waits for it; its id means nothing
     * @return whether one more is kept
     */
    CompletionStage<Boolean> bring(MailboxEntry letter, int copies);

    /** All letters of the account are due now. @return how many copies were not before */
    CompletionStage<Integer> retry(Aor account);
}
