package io.aldis.agent;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The outcome of one message, as far as its sender can know (RFC 3428 §6, §7). None of these says that a person has read it, and a
 * {@link Failed} one may have arrived nevertheless. There is one outcome for each message.
 *
 * {@snippet :
 * String line = switch (outcome) {
 *     case Outcome.Delivered delivered -> "delivered in " + delivered.took().toMillis() + " ms";
 *     case Outcome.Accepted _ -> "kept by a server";
 *     case Outcome.Refused refused -> refused.status() + " " + refused.reason();
 *     case Outcome.Failed failed -> failed.failure().sentence();
 * };
 * }
 */
public abstract sealed class Outcome {
    private final MessageId id;
    private final Duration waited;

    private Outcome(MessageId id, Duration waited) {
        this.id = id;
        this.waited = waited;
    }

    /** The id under which it was sent: for the log, and for {@link Agent#send(Message, MessageId)} when it is sent again. */
    public MessageId id() {
        return id;
    }

    /**
     * How long it was queued in this agent before it was sent. Only one MESSAGE per address is in transit at a time (RFC 3428 §8); the
     * others wait for its outcome.
     */
    public Duration waited() {
        return waited;
    }

    /**
     * Whether the same message may succeed at another time, unchanged: after a failure or refusal that is not about the message itself.
     * False when it was delivered or accepted. A retry that must not arrive twice is sent with the same {@link #id}.
     */
    public abstract boolean mayBeRetried();

    /** A user agent of the recipient took it (2xx but 202), perhaps one of several. */
    public static final class Delivered extends Outcome {
        private final Duration took;

        public Delivered(MessageId id, Duration took, Duration waited) {
            super(id, waited);
            this.took = took;
        }

        /** From {@link Agent#send} to the answer, the time that it waited included. */
        public Duration took() {
            return took;
        }

        @Override
        public boolean mayBeRetried() {
            return false;
        }

        @Override
        public String toString() {
            return "Delivered[id=" + id() + ", took=" + took + ']';
        }
    }

    /** A server took responsibility for it and will deliver it later (202). */
    public static final class Accepted extends Outcome {
        private final Duration took;

        public Accepted(MessageId id, Duration took, Duration waited) {
            super(id, waited);
            this.took = took;
        }

        /** From {@link Agent#send} to the answer, the time that it waited included. */
        public Duration took() {
            return took;
        }

        @Override
        public boolean mayBeRetried() {
            return false;
        }

        @Override
        public String toString() {
            return "Accepted[id=" + id() + ", took=" + took + ']';
        }
    }

    /** There was a final answer, and the message was not delivered. */
    public static final class Refused extends Outcome {
        /** Request timeout, too many requests of one sender, not available, busy, and a dialog with another request under way. */
        private static final Set<Integer> TEMPORARY = Set.of(408, 429, 430, 480, 486, 491, 600);
        /** Codes of the 5xx class that concern the request itself (RFC 3261 §21.5). */
        private static final Set<Integer> FOR_GOOD = Set.of(501, 505, 513);

        private final int status;
        private final String reason;
        private final RefusalDetails details;

        public Refused(MessageId id, RefusalDetails details, Duration waited) {
            super(id, waited);
            this.status = details.response().code();
            this.reason = details.response().status().reason();
            this.details = details;
        }

        /** 300 to 699; one that is not known means what the x00 of its class means (RFC 3261 §8.1.3.2). */
        public int status() {
            return status;
        }

        /** The reason phrase as received. */
        public String reason() {
            return reason;
        }

        /** Headers that say what would succeed instead. */
        public RefusalDetails details() {
            return details;
        }

        /** Whether it was refused for all devices of the recipient (6xx). */
        public boolean reachedRecipient() {
            return status >= 600;
        }

        /** How long to wait before the next try (Retry-After), if the answer says so. */
        public Optional<Duration> retryAfter() {
            return details.retryAfter();
        }

        @Override
        public boolean mayBeRetried() {
            if (TEMPORARY.contains(status)) return true;
            if (status >= 500 && status < 600) return !FOR_GOOD.contains(status);
            return retryAfter().isPresent() && status != 404;
        }

        @Override
        public String toString() {
            return "Refused[id=" + id() + ", status=" + status + ' ' + reason + ']';
        }
    }

    /** There was no answer, or it was not sent at all. */
    public static final class Failed extends Outcome {
        private final Failure failure;

        public Failed(MessageId id, Failure failure, Duration waited) {
            super(id, waited);
            this.failure = failure;
        }

        public Failure failure() {
            return failure;
        }

        @Override
        public boolean mayBeRetried() {
            return failure.mayBeRetried();
        }

        @Override
        public String toString() {
            return "Failed[id=" + id() + ", " + failure.sentence() + ']';
        }
    }
}
