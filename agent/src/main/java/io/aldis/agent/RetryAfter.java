package io.aldis.agent;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipResponse;
import java.time.Duration;
import java.util.Optional;

/** Reads Retry-After: seconds, perhaps with a comment and parameters behind them (RFC 3261 §20.33). */
final class RetryAfter {
    private static final int DIGITS = 9;

    private RetryAfter() {}

    static Optional<Duration> in(SipResponse response) {
        return response.headers().get(HeaderName.RETRY_AFTER).flatMap(RetryAfter::read);
    }

    private static Optional<Duration> read(String value) {
        int end = 0;
        while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') end++;
        if (end == 0 || end > DIGITS) return Optional.empty();
        return Optional.of(Duration.ofSeconds(Long.parseLong(value.substring(0, end))));
    }
}
