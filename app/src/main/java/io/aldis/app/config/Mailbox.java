package io.aldis.app.config;

import io.aldis.server.MailboxSettings;
import io.aldis.server.Quota;
import java.time.Duration;
import java.util.List;

/**
 * Messages for those who are away.
 *
 * @param enabled whether any are kept
 * @param lifetime of a message that names none
 * @param longest lifetime that a message may name
 * @param receiptLifetime of a receipt at the most
 * @param deviceWindow a device that has not registered for so long is forgotten
 * @param devices of an account that messages are kept for
 * @param messages of an account
 * @param size of them together
 * @param messagesPerSender of one sender to an account
 * @param receipts of an account
 * @param acceptFirst domains that messages are accepted for before any device is tried
 * @param deliveries at a time
 * @param retry the first pause before a device is tried again; each is twice the one before
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
