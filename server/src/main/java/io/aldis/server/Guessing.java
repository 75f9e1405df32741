package io.aldis.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Limit on failed authentications, per source and account. Failures expire one after the other; at the limit a source gets 503 with Retry-After until
 * one has expired. A failure counts for the source that was given the challenge, so other sources are not affected. An account that has logged in
 * from that address keeps working there with the right password.
 *
 * @param perAccount failures from one address for one account
 * @param perAddress failures from one address for all accounts together
 * @param forgotten time after which all failures have expired
 * @param exempt networks whose failures are not counted, such as that of a proxy in front of this server
 */
public record Guessing(int perAccount, int perAddress, Duration forgotten, List<Cidr> exempt) {
    public static final Guessing DEFAULT = new Guessing(10, 100, Duration.ofMinutes(5));

    /** Without exempt networks. */
    public Guessing(int perAccount, int perAddress, Duration forgotten) {
        this(perAccount, perAddress, forgotten, List.of());
    }

    public Guessing {
        exempt = List.copyOf(exempt);
        if (perAccount < 1 || perAddress < perAccount)
            throw new IllegalArgumentException(
                    "per-address: expected at least per-account, and that at least 1, but was " + perAddress + " and "
                            + perAccount);
        if (forgotten.toMillis() < perAddress)
            throw new IllegalArgumentException(
                    "forgotten: expected at least a millisecond for each guess but was " + forgotten);
    }

    /** Whether wrong passwords from there are not counted. */
    public boolean isExempt(InetAddress address) {
        return exempt.stream().anyMatch(network -> network.contains(address));
    }
}
