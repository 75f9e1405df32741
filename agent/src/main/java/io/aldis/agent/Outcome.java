package io.aldis.agent;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of one message, as far as its sender can know (RFC 3428 §6, §7). None of these says that somebody has read it, and a
 * {@link Failed} one may have arrived all the same. More can come in a message of its own only: there is one outcome for each message.
 */
public sealed interface Outcome {
    MessageId id();

    /**
     * How long it waited here before it went out: there is one message at a time on its way to one address (RFC 3428 §8), and those
     * behind it wait for its outcome.
     */
    Duration waited();

    /**
     * A user agent of the recipient took it (200), perhaps one of several.
     *
     * @param took from {@link Agent#send} to the answer, the time that it waited included
     */
    record Delivered(MessageId id, Duration took, Duration waited) implements Outcome {}

    /**
     * A relay took responsibility for it and will try (202).
     *
     * @param took from {@link Agent#send} to the answer, the time that it waited included
     */
    record Accepted(MessageId id, Duration took, Duration waited) implements Outcome {}

    /**
     * Somebody answered, and it was not delivered.
     *
     * @param status 300 to 699; one that is not known means what the x00 of its hundred means (RFC 3261 §8.1.3.2)
     * @param reason the reason phrase as it came
     * @param advice what the one who refused says would go better
     */
    record Refused(MessageId id, int status, String reason, Advice advice, Duration waited) implements Outcome {
        /** Whether it reached the recipient and was turned down for all devices (6xx). */
        public boolean reachedRecipient() {
            return status >= 600;
        }

        /** When the one who refused says that it may go better. */
        public Optional<Duration> retryAfter() {
            return advice.retryAfter();
        }
    }

    /** Nobody answered, or it was not sent at all. */
    record Failed(MessageId id, Failure failure, Duration waited) implements Outcome {}
}
