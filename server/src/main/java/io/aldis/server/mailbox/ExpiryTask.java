package io.aldis.server.mailbox;

import io.aldis.server.Binding;
import io.aldis.server.Device;
import io.aldis.server.MailboxEntry;
import io.aldis.server.StoreException;
import io.aldis.sip.Aor;
import io.aldis.sip.OnEventLoop;
import io.aldis.sip.transaction.Alarm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Periodic job: removes expired messages, takes over the devices that a failed server has left, and purges devices that were not seen for
 * long. It reads the accounts with stored messages at the start, and once an hour.
 */
@OnEventLoop
final class ExpiryTask extends Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(ExpiryTask.class);
    private static final int PAGE = 200;
    private static final int ORPHANS = 1_000;
    /** Interval at which the accounts with messages are read, so that those without are forgotten. */
    static final Duration AGAIN = Duration.ofHours(1);

    private final MailboxContext context;
    private final BiConsumer<Aor, List<Binding>> found;
    private final DeliveryScheduler scheduler;
    /** When the accounts were read last. */
    private Instant read = Instant.EPOCH;

    /**
     * @param found called with each account that has stored messages and bindings
     * @param scheduler delivers to devices that have a binding and whose messages no server delivers any more
     */
    ExpiryTask(MailboxContext context, BiConsumer<Aor, List<Binding>> found, DeliveryScheduler scheduler) {
        this.context = context;
        this.scheduler = scheduler;
        this.found = found;
    }

    void start() {
        later();
        accounts(true);
    }

    /** Reads all accounts with messages. @param first whether it is the start: then delivery to their devices begins */
    private void accounts(boolean first) {
        read = context.clock().instant();
        scheduler.readAccounts();
        page(Optional.empty(), first);
    }

    private void page(Optional<Aor> after, boolean first) {
        context.hear(context.stores().messages().accounts(after, PAGE), accounts -> page(accounts, first), failure -> {
            LOG.error(
                    "the mailboxes cannot be read: {}; devices get their messages when they register again",
                    StoreException.words(failure));
            scheduler.accountsUnread();
        });
    }

    private void page(List<Aor> accounts, boolean first) {
        for (Aor account : accounts) {
            scheduler.hasMessages(account);
            List<Binding> bindings = first ? context.locations().bindings(account) : List.of();
            if (!bindings.isEmpty()) found.accept(account, bindings);
        }
        if (accounts.size() == PAGE) page(Optional.of(accounts.getLast()), first);
        else scheduler.knowsAccounts();
    }

    private void later() {
        context.wheel().set(this, context.settings().sweep().toNanos());
    }

    @Override
    protected void rang() {
        if (read.plus(AGAIN).isBefore(context.clock().instant())) accounts(false);
        expire();
    }

    private void expire() {
        context.hear(context.stores().messages().expire(context.clock().instant(), PAGE), this::expired, failure -> {
            LOG.debug("expired messages cannot be removed now", failure);
            later();
        });
    }

    private void expired(List<MailboxEntry> messages) {
        for (MailboxEntry message : messages) context.events().expired(message);
        if (messages.size() == PAGE) expire();
        else takeOver();
    }

    private void takeOver() {
        context.hear(
                context.stores().messages().abandoned(ORPHANS),
                devices -> {
                    for (Device device : devices)
                        if (context.locations().target(device).isPresent()) scheduler.nudge(device);
                    forget();
                },
                failure -> {
                    LOG.debug("devices that failed servers have left cannot be read now", failure);
                    later();
                });
    }

    /** One page per run. */
    private void forget() {
        Instant since = context.clock().instant().minus(context.settings().window());
        context.hear(context.stores().devices().purge(since, PAGE), _ -> later(), failure -> {
            LOG.debug("devices that were not seen for long cannot be purged now", failure);
            later();
        });
    }
}
