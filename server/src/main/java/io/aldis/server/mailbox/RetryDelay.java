package io.aldis.server.mailbox;

import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.MailboxSettings;
import io.aldis.server.PendingCopy;
import io.aldis.server.Postponement;
import io.aldis.sip.Aor;
import io.aldis.sip.RetryAfter;
import io.aldis.sip.SipResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How long the next try waits after an answer of a device: what its Retry-After says (RFC 3261 §20.33), else the back-off. */
final class RetryDelay {
    private static final Duration LEAST = Duration.ofSeconds(1);
    /**
     * Longest pause that is granted, or {@link MailboxSettings#slowest} where that is longer: a device must not put a message off until it
     * expires.
     */
    static final Duration MOST = Duration.ofHours(1);
    /** A Retry-After shorter than the back-off is granted for so many tries. */
    private static final int SHORTER = 5;

    /** After so many tries later messages of its sender no longer wait behind it. */
    static final int TRIES_IN_ORDER = 3;

    private RetryDelay() {}

    /** The device does not take this message now. @param tries that have failed, this one included */
    static Postponement refused(PendingCopy copy, int tries, Optional<SipResponse> answer, MailboxContext context) {
        Instant now = context.clock().instant();
        boolean aside = copy.aside() || tries >= TRIES_IN_ORDER;
        Instant blocks = copy.blocksUntil().equals(Instant.EPOCH) ? now.plus(DeviceQueue.IN_ORDER) : copy.blocksUntil();
        Instant until = now.plus(of(answer, tries, context.settings()));
        return new Postponement(until, aside ? Instant.EPOCH : blocks, true, aside);
    }

    /** The device is not available: due at once, unless it asks for a pause. @param absences how often it was away in a row */
    static Postponement absent(PendingCopy copy, int absences, Optional<SipResponse> answer, MailboxContext context) {
        Instant now = context.clock().instant();
        if (answer.flatMap(RetryAfter::of).isEmpty())
            return new Postponement(now, copy.blocksUntil(), true, copy.aside());
        Instant until = now.plus(of(answer, absences, context.settings()));
        return new Postponement(until, until, true, copy.aside());
    }

    /** The device was reachable and did not answer a message that was put aside: the pause grows, and the branch stays the same. */
    static Postponement unanswered(PendingCopy copy, MailboxContext context) {
        Duration pause = MessageLifetime.pause(context.settings(), copy.tries() + 1);
        return Postponement.aside(context.clock().instant().plus(pause));
    }

    /** Whether the device asks for a pause of this message only: other messages may be sent. */
    static boolean postpones(DeviceAnswer said) {
        return asks(said) && ResponseClass.of(said.code()) == ResponseClass.LATER;
    }

    /** Devices of the account that have asked for a pause while the sender waited, by {@link Device#id}. */
    static Map<String, Postponement> postponed(Aor account, List<DeviceAnswer> all, MailboxContext context) {
        var postponed = new HashMap<String, Postponement>(0);
        for (DeviceAnswer said : all)
            if (said.device().account().equals(account) && !said.underway() && asks(said))
                postponed.put(said.device().id(), postponement(said, context));
        return postponed;
    }

    /** Whether the device asks for a pause. */
    static boolean asks(DeviceAnswer said) {
        return !said.retryAfter().isZero();
    }

    /**
     * The message is due after the pause. Later ones of its sender wait behind it: the whole pause when the device is away, else
     * {@link DeviceQueue#IN_ORDER}.
     */
    static Postponement postponement(DeviceAnswer said, MailboxContext context) {
        Instant now = context.clock().instant();
        Instant until = now.plus(of(said.retryAfter(), 1, context.settings()));
        Instant blocks = postpones(said) ? now.plus(DeviceQueue.IN_ORDER) : until;
        return new Postponement(until, blocks, true, false);
    }

    /** @param tries that have failed, this one included */
    static Duration of(Optional<SipResponse> answer, int tries, MailboxSettings settings) {
        return of(answer.flatMap(RetryAfter::of).orElse(Duration.ZERO), tries, settings);
    }

    /** @param asked what the Retry-After says; zero when there is none */
    static Duration of(Duration asked, int tries, MailboxSettings settings) {
        Duration backoff = MessageLifetime.pause(settings, tries);
        if (asked.isZero() || (asked.compareTo(backoff) < 0 && tries > SHORTER)) return backoff;
        Duration most = MOST.compareTo(settings.slowest()) > 0 ? MOST : settings.slowest();
        if (asked.compareTo(LEAST) < 0) return LEAST;
        return asked.compareTo(most) < 0 ? asked : most;
    }
}
