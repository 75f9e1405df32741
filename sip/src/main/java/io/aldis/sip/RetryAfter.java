package io.aldis.sip;

import java.time.Duration;
import java.util.Optional;

/** Reads Retry-After: seconds, perhaps with a comment and parameters behind them (RFC 3261 §20.33). */
public final class RetryAfter {
    /** A time that is larger counts as this: 2^31 - 1 seconds. */
    private static final long LONGEST = Integer.MAX_VALUE;

    private RetryAfter() {}

    /** How long the sender of a response asks to be left alone; empty when it does not say so, or not in seconds. */
    public static Optional<Duration> of(SipResponse response) {
        return response.headers().get(HeaderName.RETRY_AFTER).flatMap(RetryAfter::read);
    }

    private static Optional<Duration> read(String value) {
        int end = 0;
        long seconds = 0;
        for (; end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9'; end++)
            seconds = Math.min(seconds * 10 + value.charAt(end) - '0', LONGEST);
        return end == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }
}
