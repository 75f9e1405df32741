package io.aldis.net.stream;

import io.aldis.net.NetSettings;
import io.aldis.net.PlainText;
import java.time.Duration;

/**
 * When a connection has to be closed for what its peer fails to do. Times are those of the timer wheel, in nanoseconds. For the event loop of
 * the connection.
 */
final class Deadlines {
    private static final long NONE = -1;

    private final NetSettings settings;
    private Duration silence;
    private long lastHeard;
    private long partialSince = NONE;
    /** When the first message of an accepted connection is due. */
    private long firstUntil = NONE;
    /** Since when the peer reads nothing (the channel is not writable). */
    private long stuckSince = NONE;

    /** What is overdue. */
    enum Overdue {
        NOTHING,
        /** The rest of a message. */
        REST,
        /** The first message of an accepted connection. */
        FIRST,
        /** The peer should have read something. */
        READING,
        /** The peer should have sent something. */
        ANYTHING
    }

    Deadlines(NetSettings settings) {
        this.settings = settings;
        this.silence = settings.idle();
    }

    /** The connection is established. */
    void opened(long now, boolean accepted) {
        lastHeard = now;
        if (accepted) firstUntil = now + settings.silent().toNanos();
    }

    /**
     * Octets have arrived.
     *
     * @param whole whether a message is complete with them
     * @param partial whether another one has begun
     */
    void heard(long now, boolean whole, boolean partial) {
        lastHeard = now;
        if (whole) firstUntil = NONE;
        if (!partial) partialSince = NONE;
        else if (whole || partialSince < 0) partialSince = now;
    }

    void writable(long now, boolean writable) {
        stuckSince = writable ? NONE : now;
    }

    /** The peer may be silent for so long at most. @return whether it might be silent for longer before */
    boolean silentAtMost(Duration longest) {
        if (longest.compareTo(silence) >= 0) return false;
        silence = longest;
        return true;
    }

    Overdue overdue(long now) {
        if (over(partialSince, partial(), now)) return Overdue.REST;
        if (over(firstUntil, 0, now)) return Overdue.FIRST;
        if (over(stuckSince, partial(), now)) return Overdue.READING;
        return over(lastHeard, idle(), now) ? Overdue.ANYTHING : Overdue.NOTHING;
    }

    private static boolean over(long since, long after, long now) {
        return since >= 0 && since + after <= now;
    }

    /** Why the connection is closed then. */
    String words(Overdue what) {
        return switch (what) {
            case REST -> "a message did not arrive whole within " + PlainText.span(settings.partial());
            case FIRST -> "no message within " + PlainText.span(settings.silent());
            case READING -> "it has read nothing for " + PlainText.span(settings.partial());
            case ANYTHING, NOTHING -> "silent for " + PlainText.span(silence);
        };
    }

    /** Nanoseconds until the next check. Partial messages and stuck peers are checked at intervals of {@code partial}: up to that much late. */
    long untilNext(long now) {
        long next = Math.min(partial(), lastHeard + idle() - now);
        return firstUntil < 0 ? next : Math.min(next, firstUntil - now);
    }

    /** Nanoseconds until the next check after the silence that is allowed has become shorter. */
    long afterShorterSilence() {
        return Math.min(partial(), idle());
    }

    private long partial() {
        return settings.partial().toNanos();
    }

    private long idle() {
        return silence.toNanos();
    }
}
