package io.aldis.server;

import java.time.Duration;

/**
 * How messages are stored for devices that are away.
 *
 * @param lifetime of a message whose sender sets no Expires; at most {@link #longest}
 * @param longest upper bound of a lifetime that the sender asks for; a longer one is cut to it
 * @param receipts upper bound of the lifetime of a receipt
 * @param window a device that has not registered for so long is forgotten
 * @param devices how many devices of an account a message is stored for at most, the latest first
 * @param quota of an account
 * @param acceptFirst domains whose messages are stored and accepted before any device is tried
 * @param deliveries upper bound of concurrent deliveries, each to another device
 * @param retry pause after which a registered device that does not answer is tried again; doubled after each try
 * @param slowest upper bound of that pause
 * @param sweep interval between two searches for expired messages
 */
public record MailboxSettings(
        Duration lifetime,
        Duration longest,
        Duration receipts,
        Duration window,
        int devices,
        Quota quota,
        Domains acceptFirst,
        int deliveries,
        Duration retry,
        Duration slowest,
        Duration sweep) {
    public static final MailboxSettings DEFAULT = new MailboxSettings(
            Duration.ofDays(7),
            Duration.ofDays(7),
            Duration.ofDays(1),
            Duration.ofDays(30),
            10,
            Quota.DEFAULT,
            Domains.NONE,
            1_000,
            Duration.ofSeconds(30),
            Duration.ofHours(1),
            Duration.ofSeconds(10));
}
