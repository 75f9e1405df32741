package io.aldis.agent;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of one message, as far as its sender can know (RFC 3428 §6, §7). None of these says that somebody has read it, and a
 * {@link Failed} one may have arrived all the same.
 */
public sealed interface Outcome {
    MessageId id();

    /** A user agent of the recipient took it (200), perhaps one of several. */
    record Delivered(MessageId id, Duration took) implements Outcome {}

    /** A relay took responsibility for it and will try (202). */
    record Accepted(MessageId id, Duration took) implements Outcome {}

    /**
     * Somebody answered, and it was not delivered.
     *
     * @param status 300 to 699
     * @param reason the reason phrase as it came
     * @param retryAfter when the one who refused says that it may go better later
     */
    record Refused(MessageId id, int status, String reason, Optional<Duration> retryAfter) implements Outcome {
        /** Whether it reached the recipient and was turned down for all devices (6xx). */
        public boolean reachedRecipient() {
            return status >= 600;
        }
    }

    /** Nobody answered. */
    record Failed(MessageId id, Failure failure) implements Outcome {}
}
