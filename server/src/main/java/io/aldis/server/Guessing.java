package io.aldis.server;

import io.aldis.sip.settings.Setting;
import io.aldis.sip.settings.Settings;
import io.aldis.sip.settings.SettingsTree;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Limit on failed authentications, per source and account. Failures expire one after the other; at the limit a source gets 503 with Retry-After until
 * one has expired. A failure counts for the source that was given the challenge, so other sources are not affected. An account that has logged in
 * from that address keeps working there with the right password.
 */
public record Guessing(
        @Setting(
                value = "10",
                doc = "The limit on failed authentications for one account from one source address (of IPv6, one /64)")
        int perAccount,

        @Setting(
                value = "100",
                doc = "The limit on failed authentications for all accounts together from one source address")
        int perAddress,

        @Setting(value = "5m", doc = "After this time all failures are forgiven, one after the other")
        Duration forgotten,

        @Setting(value = "", doc = "Networks whose failed authentications are not counted")
        List<Cidr> exempt)
        implements Settings<Guessing> {
    public static final Guessing DEFAULT = SettingsTree.defaults(Guessing.class);

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
