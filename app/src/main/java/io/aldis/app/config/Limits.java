package io.aldis.app.config;

import io.aldis.net.NetSettings;
import io.aldis.server.RateLimits;
import java.time.Duration;

/**
 * Limits of memory and rates.
 *
 * @param message size of the largest message over a connection
 * @param connections maximum number of connections
 * @param connectionsPerAddress maximum number of connections from one address
 * @param silent how long a connection may be open before its first message is complete
 * @param partial how long a message may take from its first octet to its last, and how long a peer may not read while its send buffer is full
 * @param idle how long a connection may be silent before it is closed
 * @param held octets of unread output and incomplete input that all connections together may hold
 * @param messages messages per second, from all sources together
 * @param messagesPerAddress requests per minute from one address
 * @param messagesPerConnection requests per minute over one connection
 * @param messagesPerAccount messages per minute of one user
 * @param messagesPerTrustedAddress requests per minute from one trusted address
 * @param burst time for which the four rates per minute may be saved up
 * @param delay time that input may wait before it is read; when it waits longer, new requests are refused
 * @param retryAfter the shortest Retry-After of refused requests; the longest is twice this
 */
public record Limits(
        Size message,
        int connections,
        int connectionsPerAddress,
        Duration silent,
        Duration partial,
        Duration idle,
        Size held,
        int messages,
        int messagesPerAddress,
        int messagesPerConnection,
        int messagesPerAccount,
        int messagesPerTrustedAddress,
        Duration burst,
        Duration delay,
        Duration retryAfter) {
    public Limits {
        if (message.octets() < 1024)
            throw new IllegalArgumentException("limits.message: expected at least 1KiB but was " + message);
        if (held.octets() < 1 << 20)
            throw new IllegalArgumentException("limits.held: expected at least 1MiB but was " + held);
        Bounds.of("limits.retry-after", "whole seconds, as the header has them")
                .check(retryAfter, Duration.ofSeconds(1), Duration.ofHours(1));
    }

    static Limits usual() {
        NetSettings net = NetSettings.DEFAULT;
        RateLimits intake = RateLimits.DEFAULT;
        return new Limits(
                new Size(net.limits().message()),
                net.connections(),
                net.connectionsPerAddress(),
                net.silent(),
                net.partial(),
                net.idle(),
                new Size(Math.toIntExact(net.held())),
                intake.total(),
                intake.perAddress(),
                intake.perConnection(),
                intake.perAccount(),
                intake.perTrusted(),
                intake.burst(),
                intake.delay(),
                intake.retryAfter());
    }

    RateLimits intake() {
        return new RateLimits(
                messages,
                messagesPerAddress,
                messagesPerConnection,
                messagesPerAccount,
                messagesPerTrustedAddress,
                burst,
                delay,
                retryAfter);
    }
}
