package io.aldis.server.mailbox;

import io.aldis.server.Binding;
import io.aldis.server.Device;
import io.aldis.server.Mailbox;
import io.aldis.server.MailboxEntry;
import io.aldis.server.StoreException;
import io.aldis.sip.Aor;
import io.aldis.sip.transaction.Alarm;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Periodic job: removes expired messages, takes over the devices that a failed server has left, and purges devices that were not seen for
 * long. At the start it reads the accounts with stored messages once. For the event loop.
 */
final class ExpiryTask extends Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryTask.class);
    private static final int PAGE = 200;
    private static final int ORPHANS = 1_000;

    private final MailboxContext around;
    private final BiConsumer<Aor, List<Binding>> found;
    private final DeliveryScheduler scheduler;

    /**
     * @param found called with each account that has stored messages and bindings
     * @param scheduler delivers to devices that have a binding and whose messages no server delivers any more
     */
    ExpiryTask(MailboxContext around, BiConsumer<Aor, List<Binding>> found, DeliveryScheduler scheduler) {
        this.around = around;
        this.scheduler = scheduler;
        this.found = found;
    }

    void start() {
        later();
        page(Optional.empty());
    }

    private void page(Optional<Aor> after) {
        around.hear(around.stores().letters().mailboxes(after, PAGE), this::page, failure -> {
            LOG.error(
                    "the mailboxes cannot be read: {}; devices get their messages when they register again",
                    StoreException.words(failure));
            scheduler.knowsAccounts();
        });
    }

    private void page(List<Mailbox> mailboxes) {
        for (Mailbox mailbox : mailboxes) {
            List<Binding> bindings = around.locations().bindings(mailbox.account());
            scheduler.hasMessages(mailbox.account());
            if (!bindings.isEmpty()) found.accept(mailbox.account(), bindings);
        }
        if (mailboxes.size() == PAGE) page(Optional.of(mailboxes.getLast().account()));
        else scheduler.knowsAccounts();
    }

    private void later() {
        around.wheel().set(this, around.settings().sweep().toNanos());
    }

    @Override
    protected void rang() {
        around.hear(around.stores().letters().expire(around.clock().instant(), PAGE), this::expired, failure -> {
            LOG.debug("expired messages cannot be removed now", failure);
            later();
        });
    }

    private void expired(List<MailboxEntry> letters) {
        for (MailboxEntry letter : letters) around.events().expired(letter);
        if (letters.size() == PAGE) rang();
        else takeOver();
    }

    private void takeOver() {
        around.hear(
                around.stores().letters().abandoned(ORPHANS),
                devices -> {
                    for (Device device : devices)
                        if (around.locations().target(device).isPresent()) scheduler.nudge(device);
                    forget();
                },
                failure -> {
                    LOG.debug("devices that failed servers have left cannot be read now", failure);
                    later();
                });
    }

    /** One page per run. */
    private void forget() {
        Instant since = around.clock().instant().minus(around.settings().window());
        around.hear(around.stores().devices().purge(since, PAGE), _ -> later(), failure -> {
            LOG.debug("devices that were not seen for long cannot be purged now", failure);
            later();
        });
    }
}
