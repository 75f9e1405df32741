package io.aldis.server;

import io.aldis.sip.Aor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The stored messages of a {@link MailboxStore}, for the operator. Running servers hear of the changes by the {@link ChangeFeed}. Safe for every
 * thread; no method waits, and failures complete with a {@link StoreException}.
 */
public interface MailboxAdmin {
    /** A page of the accounts with stored messages, ordered by domain and user. @param after the last account of the previous page */
    CompletionStage<List<Mailbox>> mailboxes(Optional<Aor> after, int most);

    /** A page of the stored messages of an account, ordered by id. @param after the last id of the previous page, 0 for the first */
    CompletionStage<List<MailboxEntry>> messages(Aor account, long after, int most);

    CompletionStage<Optional<MailboxEntry>> message(long id);

    /** Removes a message with all its pending copies. @return whether it was stored */
    CompletionStage<Boolean> delete(long id);

    /**
     * Imports a message: stores one more, behind those that are here, when fewer than {@code copies} messages equal it in everything, octets
     * included. So importing the output of another store twice does not duplicate it. Completes when it survives a power failure.
     *
     * @param message its id is ignored; has at least one waiting device when it was taken, or is for some devices only
     * @return whether one more is stored
     */
    CompletionStage<Boolean> importMessage(MailboxEntry message, int copies);

    /** Makes all messages of the account due now. @return how many pending copies had been postponed, also those that had become due since */
    CompletionStage<Integer> retry(Aor account);
}
