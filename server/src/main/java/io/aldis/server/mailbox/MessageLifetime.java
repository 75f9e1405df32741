package io.aldis.server.mailbox;

import io.aldis.server.Identified;
import io.aldis.server.MailboxSettings;
import io.aldis.server.StoredMessage;
import io.aldis.sip.HeaderName;
import io.aldis.sip.SipDate;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When a stored message expires (RFC 3428 §7): Expires after its Date, or after its arrival without a Date. Without Expires the configured
 * lifetime holds.
 */
final class MessageLifetime {
    private static final long FOREVER = (1L << 32) - 1;

    private MessageLifetime() {}

    /** The expiry of a message, within the limits of the operator. */
    static Instant end(Identified identified, MailboxSettings settings) {
        SipRequest request = identified.request();
        Instant arrived = identified.admitted().arrival().at().truncatedTo(ChronoUnit.MILLIS);
        boolean receipt = KeptContent.kind(request)
                .filter(StoredMessage.Kind.RECEIPT::equals)
                .isPresent();
        Instant latest = arrived.plus(receipt ? settings.receipts() : settings.longest());
        Instant wanted = expires(request)
                .map(seconds -> date(request).orElse(arrived).plusSeconds(seconds))
                .orElse(arrived.plus(receipt ? settings.receipts() : settings.lifetime()));
        return wanted.isBefore(latest) ? wanted : latest;
    }

    /** Whether it must not be stored: Expires is 0. */
    static boolean isMomentary(SipRequest request) {
        return expires(request).filter(seconds -> seconds == 0).isPresent();
    }

    /** Seconds of Expires; absent when the header is missing or malformed. */
    private static Optional<Long> expires(SipRequest request) {
        try {
            return request.headers()
                    .get(HeaderName.EXPIRES)
                    .map(text -> Math.min(Token.number("Expires", text.strip(), Long.MAX_VALUE), FOREVER));
        } catch (SyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> date(SipRequest request) {
        try {
            return request.headers().get(HeaderName.DATE).map(SipDate::parse);
        } catch (SyntaxException e) {
            return Optional.empty();
        }
    }

    /** The n-th pause of the back-off: starts with {@code retry} and doubles up to {@code slowest}. */
    static Duration pause(MailboxSettings settings, int n) {
        Duration pause = settings.retry().multipliedBy(1L << Math.min(Math.max(n - 1, 0), 20));
        return pause.compareTo(settings.slowest()) < 0 ? pause : settings.slowest();
    }
}
