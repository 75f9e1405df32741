package io.aldis.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * How many wrong passwords are put up with. Each is forgiven after a while, one after the other; who has none left is refused until
 * then, with 503 and Retry-After. Nobody else is: what is counted is who was given the challenge that a wrong password answers.
 * An account that has logged in from that address keeps working there with the right password.
 *
 * @param perAccount from one address for one account
 * @param perAddress from one address for all accounts together
 * @param forgotten after this time none of them counts any more
 * @param exempt networks from which none is counted, such as that of a proxy in front of us
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
