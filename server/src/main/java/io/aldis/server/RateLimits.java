package io.aldis.server;

import java.time.Duration;

/**
 * How much is taken in. Trusted networks and neighbours have a rate of their own, {@code perTrusted}, and neither those of an address and a
 * connection nor that of an account.
 *
 * @param total messages a second, from all together
 * @param perAddress requests a minute from one address (of IPv6, one /64)
 * @param perConnection requests a minute over one connection
 * @param perAccount messages a minute of one user of ours
 * @param perTrusted requests a minute from one address that is trusted
 * @param burst how much of it may be saved up: a rate of 600 a minute and a burst of 30 s allow 300 at once
 * @param delay over this what comes in waits too long before it is read, and new messages are turned away
 * @param retryAfter when to come again, as those hear who are turned away: between once and twice this, at random
 */
public record RateLimits(
        int total,
        int perAddress,
        int perConnection,
        int perAccount,
        int perTrusted,
        Duration burst,
        Duration delay,
        Duration retryAfter) {
    /**
     * The delay is half of T1: who is served is served before he asks again. An account has what somebody has who types without a pause, and a
     * program that tells many; an address what fifty phones behind it need when all of them come back at once. A flood has thousands a second.
     * What comes from a trusted address is bounded by the delay: its own rate only keeps one that has gone mad from the others.
     */
    public static final RateLimits DEFAULT = new RateLimits(
            1_000_000, 600, 600, 120, 6_000_000, Duration.ofMinutes(1), Duration.ofMillis(250), Duration.ofSeconds(5));

    /** The same with another delay. */
    public RateLimits with(Duration otherDelay) {
        return new RateLimits(total, perAddress, perConnection, perAccount, perTrusted, burst, otherDelay, retryAfter);
    }
}
