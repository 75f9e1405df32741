package io.aldis.server.house;

import io.aldis.server.Addressees;
import io.aldis.server.Device;
import io.aldis.server.Held;
import io.aldis.server.Keeping;
import io.aldis.server.Letter;
import io.aldis.server.Listed;
import io.aldis.server.Mailbox;
import io.aldis.server.MailboxStore;
import io.aldis.server.PendingCopies;
import io.aldis.server.Postponement;
import io.aldis.server.Quota;
import io.aldis.server.StoreException;
import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A store that keeps the first letter only when it is told to, or fails; all later ones at once. */
final class Hesitant implements MailboxStore {
    private final MailboxStore store;
    private final CompletableFuture<Boolean> asked = new CompletableFuture<>();
    private final CompletableFuture<Boolean> mayGoOn = new CompletableFuture<>();

    Hesitant(MailboxStore store) {
        this.store = store;
    }

    /** Waits for the first letter. */
    void asked() {
        asked.orTimeout(Phone.LONG, TimeUnit.MILLISECONDS).join();
    }

    void goOn() {
        mayGoOn.complete(true);
    }

    void fail() {
        mayGoOn.completeExceptionally(new StoreException("the disk is full"));
    }

    @Override
    public CompletionStage<Keeping> keep(Letter letter, Addressees addressees, Quota quota) {
        if (!asked.complete(true)) return store.keep(letter, addressees, quota);
        return mayGoOn.thenCompose(_ -> store.keep(letter, addressees, quota));
    }

    @Override
    public CompletionStage<PendingCopies> pending(Device device, Instant now, int most) {
        return store.pending(device, now, most);
    }

    @Override
    public CompletionStage<Optional<Held>> open(Device device, long letter, Instant now) {
        return store.open(device, letter, now);
    }

    @Override
    public CompletionStage<Void> done(Device device, long letter, Ending ending) {
        return store.done(device, letter, ending);
    }

    @Override
    public CompletionStage<Void> postpone(Device device, long letter, Postponement postponement) {
        return store.postpone(device, letter, postponement);
    }

    @Override
    public CompletionStage<List<Listed>> expire(Instant now, int most) {
        return store.expire(now, most);
    }

    @Override
    public CompletionStage<List<Mailbox>> mailboxes(Optional<Aor> after, int most) {
        return store.mailboxes(after, most);
    }

    @Override
    public CompletionStage<List<Listed>> letters(Aor account, long after, int most) {
        return store.letters(account, after, most);
    }

    @Override
    public CompletionStage<Optional<Listed>> letter(long id) {
        return store.letter(id);
    }

    @Override
    public CompletionStage<Boolean> delete(long letter) {
        return store.delete(letter);
    }

    @Override
    public CompletionStage<Integer> retry(Aor account) {
        return store.retry(account);
    }

    @Override
    public CompletionStage<Boolean> bring(Listed letter, int copies) {
        return store.bring(letter, copies);
    }
}
