package io.aldis.server.runtime;

import io.aldis.server.Device;
import io.aldis.server.MailboxEntry;
import io.aldis.server.MailboxStore;
import io.aldis.server.PendingCopies;
import io.aldis.server.PendingDelivery;
import io.aldis.server.Postponement;
import io.aldis.server.Quota;
import io.aldis.server.Recipients;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Hands every call on to another store. */
class ForwardingMailboxes implements MailboxStore {
    private final MailboxStore store;

    ForwardingMailboxes(MailboxStore store) {
        this.store = store;
    }

    @Override
    public CompletionStage<StoreResult> keep(StoredMessage message, Recipients recipients, Quota quota) {
        return store.keep(message, recipients, quota);
    }

    @Override
    public CompletionStage<PendingCopies> pending(Device device, Instant now, int most) {
        return store.pending(device, now, most);
    }

    @Override
    public CompletionStage<Optional<PendingDelivery>> open(Device device, long message, Instant now) {
        return store.open(device, message, now);
    }

    @Override
    public CompletionStage<Void> done(Device device, long message, Ending ending) {
        return store.done(device, message, ending);
    }

    @Override
    public CompletionStage<Void> postpone(Device device, long message, Postponement postponement) {
        return store.postpone(device, message, postponement);
    }

    @Override
    public CompletionStage<List<MailboxEntry>> expire(Instant now, int most) {
        return store.expire(now, most);
    }

    @Override
    public CompletionStage<Optional<MailboxEntry>> message(long id) {
        return store.message(id);
    }

    @Override
    public CompletionStage<List<Aor>> accounts(Optional<Aor> after, int most) {
        return store.accounts(after, most);
    }
}
