package io.aldis.server.runtime;

import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.MailboxEntry;
import io.aldis.server.PendingDelivery;
import io.aldis.server.Quota;
import io.aldis.server.ServerEvents;
import io.aldis.server.StoreResult;
import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log lines about mailboxes: of each kind at most one a minute for an account, with the number of those that were suppressed. A full mailbox is a
 * warning; an undelivered message is an info; a device that is away is a debug line.
 */
public final class MailboxLog implements ServerEvents {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxLog.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Quota quota;
    private final LogThrottle full;
    private final LogThrottle expired;
    private final LogThrottle postponed;
    private final LogThrottle refused;

    /** @param quota of the mailboxes, named in the line about a full one */
    public MailboxLog(Quota quota, InstantSource clock) {
        this.quota = quota;
        this.full = new LogThrottle(PAUSE, clock);
        this.expired = new LogThrottle(PAUSE, clock);
        this.postponed = new LogThrottle(PAUSE, clock);
        this.refused = new LogThrottle(PAUSE, clock);
    }

    @Override
    public void mailboxFull(StoredMessage message, StoreResult.Bound bound) {
        Aor account = message.account();
        seldom(
                full,
                account,
                more -> LOG.warn(
                        "refused with 480, since the mailbox is full: {}: {}{}; to see what it holds: aldis mailbox list {}",
                        message,
                        limit(bound),
                        more,
                        account));
    }

    private String limit(StoreResult.Bound bound) {
        return switch (bound) {
            case MESSAGES -> "it may hold " + quota.messages() + " messages (mailbox.messages)";
            case BYTES -> "it may hold " + quota.bytes() + " octets (mailbox.size)";
            case SENDER -> "it may hold " + quota.perSender() + " messages of one sender (mailbox.messages-per-sender)";
            case RECEIPTS -> "it may hold " + quota.receipts() + " receipts (mailbox.receipts)";
        };
    }

    @Override
    public void expired(MailboxEntry entry) {
        seldom(
                expired,
                entry.message().account(),
                more -> LOG.info(
                        "expired: message={} {}: devices that did not get it: {}{}",
                        entry.id(),
                        entry.message(),
                        entry.waiting().size(),
                        more));
    }

    @Override
    public void deliveryPostponed(Device device, PendingDelivery pending, int code, Instant until) {
        if (code == DeviceAnswer.NOTHING || code == 408 || code == 480 || code == 503) {
            LOG.debug("device away, tried again: message={} {} code={} at={}", pending.id(), device, code, until);
            return;
        }
        seldom(
                postponed,
                device.account(),
                more -> LOG.info(
                        "not taken, tried again: message={} {} code={} at={}{}",
                        pending.id(),
                        device,
                        code,
                        until,
                        more));
    }

    @Override
    public void deliveryAnswered(Device device, PendingDelivery pending, int code) {
        if (code / 100 == 2) LOG.debug("taken: message={} {} code={}", pending.id(), device, code);
        else
            seldom(
                    refused,
                    device.account(),
                    more -> LOG.info(
                            "refused by the device, not tried again: message={} {} code={}{}",
                            pending.id(),
                            device,
                            code,
                            more));
    }

    private static void seldom(LogThrottle kind, Aor account, Consumer<String> line) {
        kind.pass(account).ifPresent(missed -> line.accept(missed == 0 ? "" : " (and " + missed + " like it before)"));
    }
}
