package io.aldis.agent.receive;

import io.aldis.sip.HeaderName;
import io.aldis.sip.SipDate;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a message was sent, arrived, and expires.
 *
 * @param date as its sender says; empty when it is missing or malformed (RFC 3261 §8.2.2: malformed headers that are not needed are
 *     ignored)
 * @param possibleReplay see {@link io.aldis.agent.IncomingMessage#possibleReplay()}
 */
record MessageTimes(Instant received, Optional<Instant> date, Optional<Instant> expiry, boolean possibleReplay) {
    private static final long LONGEST = 0xFFFF_FFFFL;
    /** A Date has no fractions of a second, and {@code Expires: 0} is for devices that are reachable now. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    static MessageTimes of(SipRequest request, Instant now) {
        Optional<Instant> date = date(request);
        return new MessageTimes(now, date, expires(request).map(date.orElse(now)::plus), false);
    }

    MessageTimes asPossibleReplay() {
        return new MessageTimes(received, date, expiry, true);
    }

    boolean isOver(Instant now) {
        return expiry.filter(end -> now.isAfter(end.plus(SLACK))).isPresent();
    }

    /** Whether the Date is further from now than that. */
    boolean isOff(Duration tolerance) {
        return date.filter(sent -> Duration.between(sent, received).abs().compareTo(tolerance) > 0)
                .isPresent();
    }

    private static Optional<Instant> date(SipRequest request) {
        try {
            return request.headers().get(HeaderName.DATE).map(SipDate::parse);
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    /** Numbers above the maximum count as the maximum; malformed ones as missing (RFC 3261 §20.19). */
    private static Optional<Duration> expires(SipRequest request) {
        return request.headers()
                .get(HeaderName.EXPIRES)
                .filter(value -> !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9'))
                .map(digits -> digits.length() > 10 ? LONGEST : Math.min(Long.parseLong(digits), LONGEST))
                .map(Duration::ofSeconds);
    }
}
