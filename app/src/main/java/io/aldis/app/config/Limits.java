package io.aldis.app.config;

import io.aldis.net.NetSettings;
import io.aldis.server.Intake;
import java.time.Duration;

/**
 * Bounds of what peers may make us hold and do.
 *
 * @param message the largest one over a connection
 * @param connections in all
 * @param connectionsPerAddress from one
 * @param silent before the first message of a connection
 * @param partial until a message is whole
 * @param idle silence of a connection
 * @param held by all connections together, of what is not read and what is not whole
 * @param messages a second, from all together
 * @param messagesPerAddress a minute
 * @param messagesPerConnection a minute
 * @param messagesPerAccount a minute
 * @param messagesPerTrustedAddress a minute
 * @param burst how much of them may be saved up
 * @param delay over which there is too much to do
 * @param retryAfter at least, for those who are turned away
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
        Intake intake = Intake.DEFAULT;
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

    Intake intake() {
        return new Intake(
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
