package io.aldis.server;

import java.time.Duration;

/**
 * How many wrong passwords are put up with. Each is forgiven after a while, one after the other; who has none left is refused until
 * then, with 503 and Retry-After. Nobody else is: what is counted is who was given the challenge that a wrong password answers.
 *
 * @param perAccount from one address for one account
 * @param perAddress from one address for all accounts together
 * @param forgotten after this time none of them counts any more
 */
public record Guessing(int perAccount, int perAddress, Duration forgotten) {
    public static final Guessing DEFAULT = new Guessing(10, 100, Duration.ofMinutes(5));

    public Guessing {
        if (perAccount < 1 || perAddress < perAccount)
            throw new IllegalArgumentException(
                    "per-address: expected at least per-account, and that at least 1, but was " + perAddress + " and "
                            + perAccount);
        if (forgotten.toMillis() < perAddress)
            throw new IllegalArgumentException(
                    "forgotten: expected at least a millisecond for each guess but was " + forgotten);
    }
}
