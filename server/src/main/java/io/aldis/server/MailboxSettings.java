package io.aldis.server;

import java.time.Duration;

/**
 * How messages for those who are away are kept.
 *
 * @param lifetime of a message, with {@link #longest} as the most
 * @param longest that its sender may ask for; more is cut to it
 * @param receipts how long a receipt is kept at the most
 * @param window a device that has not registered for so long is forgotten
 * @param devices of an account that messages are kept for, the latest first
 * @param quota of an account
 * @param acceptFirst domains whose messages are kept and accepted before any device is tried
 * @param deliveries at a time, each to another device
 * @param retry after which a device that is registered and does not answer is tried again, then twice that, and so on
 * @param slowest of these pauses
 * @param sweep how often expired messages are looked for
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
