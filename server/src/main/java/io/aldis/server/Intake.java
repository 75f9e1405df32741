package io.aldis.server;

import java.time.Duration;

/**
 * How much is taken in. Trusted networks are bounded by {@code total} and {@code delay} alone.
 *
 * @param total messages a second, from all together
 * @param perAddress messages a minute from one address (of IPv6, one /64)
 * @param perConnection messages a minute over one connection
 * @param perAccount messages a minute of one user of ours
 * @param burst how much of it may be saved up: a rate of 600 a minute and a burst of 30 s allow 300 at once
 * @param delay over this what comes in waits too long before it is read, and new messages are turned away
 * @param retryAfter when to come again, as those hear who are turned away: between once and twice this, at random
 */
public record Intake(
        int total,
        int perAddress,
        int perConnection,
        int perAccount,
        Duration burst,
        Duration delay,
        Duration retryAfter) {
    /**
     * The delay is half of T1: who is served is served before he asks again. The others are so high that no gateway and no load test from
     * one machine meets them: what protects the server is the delay, and what protects others from a sender is for the operator to say.
     */
    public static final Intake DEFAULT = new Intake(
            1_000_000,
            1_000_000,
            1_000_000,
            60_000,
            Duration.ofMinutes(1),
            Duration.ofMillis(250),
            Duration.ofSeconds(5));

    /** The same with another delay. */
    public Intake with(Duration otherDelay) {
        return new Intake(total, perAddress, perConnection, perAccount, burst, otherDelay, retryAfter);
    }
}
