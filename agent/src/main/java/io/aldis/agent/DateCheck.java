package io.aldis.agent;

import java.time.Duration;

/**
 * Whether a message is refused for its Date (RFC 3428 §11.4): with 400 {@code Incorrect Date or Time}, unless it comes over a connection
 * to our own server, which may have stored it.
 *
 * @param tolerance how far from now a Date may be, in both directions
 * @param grace how long after a registration that made a new binding old messages are taken, marked as a
 *     {@linkplain IncomingMessage#possibleReplay() possible replay}
 * @param answers limit on refusals per source in ten minutes that get a response; further ones get none
 */
public record DateCheck(Scope scope, Duration tolerance, Duration grace, int answers) {
    /** The messages that are checked. */
    public enum Scope {
        /** None: for devices without a clock. */
        NONE,
        /** Those that are signed or encrypted: an unsigned Date can be forged and gives no protection. */
        SIGNED,
        /** All. Messages that other servers have stored are refused then, too. */
        ALL
    }

    /** Signed messages, five minutes, no grace, always answered. */
    public static final DateCheck DEFAULT =
            new DateCheck(Scope.SIGNED, Duration.ofMinutes(5), Duration.ZERO, Integer.MAX_VALUE);

    public DateCheck {
        if (tolerance.isNegative() || grace.isNegative() || answers < 0)
            throw new IllegalArgumentException(
                    "date check: expected no negative numbers but was " + tolerance + ", " + grace + ", " + answers);
    }

    /** Checks these messages. */
    public DateCheck of(Scope which) {
        return new DateCheck(which, tolerance, grace, answers);
    }

    /** Allows a Date to differ from now by that much, in both directions. */
    public DateCheck within(Duration wanted) {
        return new DateCheck(scope, wanted, grace, answers);
    }

    /** Accepts old messages for that long after a registration that made a new binding. */
    public DateCheck forgivingAfterAbsence(Duration wanted) {
        return new DateCheck(scope, tolerance, wanted, answers);
    }

    /** Answers that many refused messages of one source in ten minutes; further ones get no answer. */
    public DateCheck silentAfter(int most) {
        return new DateCheck(scope, tolerance, grace, most);
    }
}
