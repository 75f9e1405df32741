package io.aldis.server;

import io.aldis.sip.settings.Setting;
import io.aldis.sip.settings.Settings;
import io.aldis.sip.settings.SettingsTree;
import java.time.Duration;

/**
 * Limits on the rate of requests. Sources that are trusted have a limit of their own, {@code perTrusted}, in place of those per address, connection
 * and account.
 *
 * <p>The default of the delay is half of T1, so that a request is answered before it is retransmitted. The rate of an account suits a person who types
 * without a pause, or a program that notifies many; that of an address suits fifty phones behind a NAT that return at once. A flood has thousands a
 * second. Trusted sources are bounded by the delay; their own rate only stops one that malfunctions from displacing the others.
 */
public record RateLimits(
        @Setting(value = "1000000", key = "messages", doc = "How many messages per second the server processes in all")
        int total,

        @Setting(
                value = "600",
                key = "messages-per-address",
                doc = "How many requests per minute are processed from one address (of IPv6, one /64) without trust")
        int perAddress,

        @Setting(value = "600", key = "messages-per-connection", doc = "The same for one connection")
        int perConnection,

        @Setting(
                value = "120",
                key = "messages-per-account",
                doc = "How many messages per minute one user may send, from any address")
        int perAccount,

        @Setting(
                value = "6000000",
                key = "messages-per-trusted-address",
                doc =
                        "How many requests per minute are processed from one address in `trust`, or of a neighbour with a certificate")
        int perTrusted,

        @Setting(value = "1m", doc = "How much unused rate of these four may be saved up")
        Duration burst,

        @Setting(value = "250ms", doc = "When input waits longer than this before it is read, the server is overloaded")
        Duration delay,

        @Setting(
                value = "5s",
                least = "1s",
                most = "1h",
                why = "whole seconds, as the header has them",
                doc = "The Retry-After of refused requests is between once and twice this, at random,"
                        + " so that senders do not all return at the same time")
        Duration retryAfter)
        implements Settings<RateLimits> {
    public static final RateLimits DEFAULT = SettingsTree.defaults(RateLimits.class);
}
