package io.aldis.server.runtime;

import io.aldis.server.MailboxStore;
import io.aldis.server.Quota;
import io.aldis.server.Recipients;
import io.aldis.server.StoreException;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A store that keeps the first message only when it is told to, or fails; all later ones at once. */
final class Hesitant extends ForwardingMailboxes {
    private final CompletableFuture<Boolean> asked = new CompletableFuture<>();
    private final CompletableFuture<Boolean> mayGoOn = new CompletableFuture<>();

    Hesitant(MailboxStore store) {
        super(store);
    }

    /** Waits for the first message. */
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
    public CompletionStage<StoreResult> keep(StoredMessage message, Recipients recipients, Quota quota) {
        if (!asked.complete(true)) return super.keep(message, recipients, quota);
        return mayGoOn.thenCompose(_ -> super.keep(message, recipients, quota));
    }
}
