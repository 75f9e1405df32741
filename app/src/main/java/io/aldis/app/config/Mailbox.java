package io.aldis.app.config;

import io.aldis.server.MailboxSettings;
import io.aldis.server.Quota;
import java.time.Duration;
import java.util.List;

/**
 * Storage of messages for users who are offline.
 *
 * @param enabled whether messages are stored
 * @param lifetime of a message without {@code Expires}
 * @param longest the longest lifetime that {@code Expires} can ask for
 * @param receiptLifetime the longest lifetime of a receipt
 * @param deviceWindow a device that has not registered for so long is forgotten
 * @param devices maximum number of devices of an account that messages are stored for
 * @param messages maximum number of messages of an account
 * @param size maximum size of all messages of an account together
 * @param messagesPerSender maximum number of messages of an account from one sender
 * @param receipts maximum number of receipts of an account
 * @param acceptFirst domains whose messages are stored and answered 202 before any device is tried
 * @param deliveries number of devices that stored messages are delivered to at the same time
 * @param retry first pause before a device is tried again; each pause is twice the one before
 * @param slowestRetry the longest pause
 */
public record Mailbox(
        boolean enabled,
        Duration lifetime,
        Duration longest,
        Duration receiptLifetime,
        Duration deviceWindow,
        int devices,
        int messages,
        Size size,
        int messagesPerSender,
        int receipts,
        List<Host> acceptFirst,
        int deliveries,
        Duration retry,
        Duration slowestRetry) {
    public Mailbox {
        acceptFirst = List.copyOf(acceptFirst);
        if (lifetime.compareTo(longest) > 0)
            throw new IllegalArgumentException("mailbox.lifetime: expected at most mailbox.longest, "
                    + Spans.text(longest) + ", but was " + Spans.text(lifetime));
        Bounds.of("mailbox.retry", "a second at least, and no longer than the slowest")
                .check(retry, Duration.ofSeconds(1), slowestRetry);
    }

    static Mailbox usual() {
        MailboxSettings usual = MailboxSettings.DEFAULT;
        return new Mailbox(
                true,
                usual.lifetime(),
                usual.longest(),
                usual.receipts(),
                usual.window(),
                usual.devices(),
                usual.quota().messages(),
                new Size((int) usual.quota().bytes()),
                usual.quota().perSender(),
                usual.quota().receipts(),
                List.of(new Host("none")),
                usual.deliveries(),
                usual.retry(),
                usual.slowest());
    }

    MailboxSettings settings() {
        return new MailboxSettings(
                lifetime,
                longest,
                receiptLifetime,
                deviceWindow,
                devices,
                new Quota(messages, size.octets(), messagesPerSender, receipts),
                Configuration.Foreign.domains(acceptFirst),
                deliveries,
                retry,
                slowestRetry,
                MailboxSettings.DEFAULT.sweep());
    }
}
