package io.aldis.agent;

import io.aldis.sip.Status;
import io.aldis.sip.Uri;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decision of the application about a message before it is answered; see {@link AgentBuilder#screening}. */
public sealed interface Screening {
    /** Accepted: 200, and the listener is called. */
    record Take() implements Screening {}

    /** Accepted for later delivery: 202, and the listener is called (RFC 3428 §7: for gateways). */
    record TakeForLater() implements Screening {}

    /**
     * Refused; no listener is called.
     *
     * @param code 300 to 699, without the codes that only the agent itself can send
     * @param retryAfter when it may be tried again; at least a second
     * @param contacts where else to try, for 3xx and 485
     */
    record Refuse(int code, String reason, Optional<Duration> retryAfter, List<Uri> contacts) implements Screening {
        /** Codes that the agent sends itself: challenges, methods and extensions; 408 is sent by no user agent (RFC 4320 §4.2). */
        private static final Set<Integer> NOT_YOURS = Set.of(401, 405, 407, 408, 420, 421, 423, 481, 482, 494);

        /** @throws IllegalArgumentException for another code, or a reason that is not one line */
        public Refuse {
            if (code < 300 || code > 699 || NOT_YOURS.contains(code))
                throw new IllegalArgumentException("refuse: expected 300 to 699, and none of "
                        + NOT_YOURS.stream().sorted().toList() + ", but was " + code);
            if (retryAfter.filter(time -> time.toSeconds() < 1).isPresent())
                throw new IllegalArgumentException("retryAfter: expected at least 1 s but was " + retryAfter.get());
            if (!contacts.isEmpty() && code >= 400 && code != 485)
                throw new IllegalArgumentException("contacts: expected with 3xx or 485 but was with " + code);
            reason = Status.of(code, reason).reason();
            contacts = List.copyOf(contacts);
        }
    }

    static Screening take() {
        return new Take();
    }

    static Screening takeForLater() {
        return new TakeForLater();
    }

    /** With the reason phrase of the RFC. */
    static Refuse refuse(int code) {
        return refuse(code, Status.of(code).reason());
    }

    static Refuse refuse(int code, String reason) {
        return new Refuse(code, reason, Optional.empty(), List.of());
    }

    static Refuse refuse(int code, String reason, Duration retryAfter) {
        return new Refuse(code, reason, Optional.of(retryAfter), List.of());
    }

    /** 302: the recipient is somewhere else. */
    static Refuse elsewhere(Uri... contacts) {
        return new Refuse(302, Status.of(302).reason(), Optional.empty(), List.of(contacts));
    }
}
