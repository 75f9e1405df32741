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
    /** Keeps the letter; completes when it survives a power failure. That is what a 202 rests upon. */
    CompletionStage<Keeping> keep(Letter letter, Addressees addressees, Quota quota);

    /** So many times a letter may be postponed before those of its sender pass it: a device may have trouble with this very one. */
    int IN_ORDER = 5;

    /**
     * What the device gets next: texts before receipts, each in the order of their coming, without those that have expired or are not
     * due yet. Those of a sender wait behind one of his of the same kind that is not due, those of others pass. Stores that several servers share give the letters of a device to one server at a time.
     */
    CompletionStage<Optional<Held>> next(Device device, Instant now);

    /** The device is done with the letter; without any device that waits for it the letter is removed. Nothing when it is gone. */
    CompletionStage<Void> done(Device device, long letter);

    /** Not for this device before that time; counts as one more of its {@link Held#tries}. Nothing when it is gone. */
    CompletionStage<Void> postpone(Device device, long letter, Instant notBefore);

    /** When the first of the letters that are not due yet will be due for that device, or will have expired. */
    CompletionStage<Optional<Instant>> due(Device device, Instant now);

    /** Removes letters that have expired, the oldest first. @return them, those {@code most} at a time */
    CompletionStage<List<Listed>> expire(Instant now, int most);

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
    CompletionStage<List<Listed>> letters(Aor account, long after, int most);

    CompletionStage<Optional<Listed>> letter(long id);

    /** Removes a letter, whoever waits for it. @return whether it was there */
    CompletionStage<Boolean> delete(long letter);

    /**
     * Sees to it that at least so many letters are here that equal this one in everything, its octets too: keeps one more, behind those
     * that are here, when there are fewer. So what another store has given can be brought twice and is here once. Completes when it survives
     * a power failure.
     *
     * @param waiting who waits for it; at least one
     * @return whether one more is kept
     */
    CompletionStage<Boolean> bring(Letter letter, List<Listed.Waiting> waiting, int copies);

    /** All letters of the account are due now. @return how many copies were not before */
    CompletionStage<Integer> retry(Aor account);
}
