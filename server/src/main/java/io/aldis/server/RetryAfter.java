package io.aldis.server;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.time.Duration;
import java.util.Optional;

/** How long a sender of a response wants to be left alone (RFC 3261 §20.33). */
public final class RetryAfter {
    private RetryAfter() {}

    /** Absent when it does not say so, or not in seconds. */
    public static Optional<Duration> of(SipResponse response) {
        Headers headers = response.headers();
        int line = headers.first(HeaderName.RETRY_AFTER);
        if (line < 0) return Optional.empty();
        String seconds = headers.value(line).split("[ ;(]", 2)[0];
        try {
            return Optional.of(Duration.ofSeconds(
                    Math.min(Token.number("Retry-After", seconds, Long.MAX_VALUE), Integer.MAX_VALUE)));
        } catch (SyntaxException e) {
            return Optional.empty();
        }
    }
}
