package io.aldis.server;

import java.time.Duration;

/**
 * Limits on the rate of requests. Sources that are trusted have a limit of their own, {@code perTrusted}, in place of those per address, connection
 * and account.
 *
 * @param total messages a second, from all sources together
 * @param perAddress requests a minute from one address (of IPv6, one /64)
 * @param perConnection requests a minute over one connection
 * @param perAccount messages a minute of one local user
 * @param perTrusted requests a minute from one trusted address
 * @param burst how long an unused rate accumulates: a rate of 600 a minute and a burst of 30 s allow 300 at once
 * @param delay queueing delay above which new requests are refused
 * @param retryAfter base of the Retry-After in refusals: between once and twice this, at random
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
     * The delay is half of T1, so that a request is answered before it is retransmitted. The rate of an account suits a person who types without a
     * pause, or a program that notifies many; that of an address suits fifty phones behind a NAT that return at once. A flood has thousands a second.
     * Trusted sources are bounded by the delay; their own rate only stops one that malfunctions from displacing the others.
     */
    public static final RateLimits DEFAULT = new RateLimits(
            1_000_000, 600, 600, 120, 6_000_000, Duration.ofMinutes(1), Duration.ofMillis(250), Duration.ofSeconds(5));

    /** A copy with another delay. */
    public RateLimits with(Duration otherDelay) {
        return new RateLimits(total, perAddress, perConnection, perAccount, perTrusted, burst, otherDelay, retryAfter);
    }
}
