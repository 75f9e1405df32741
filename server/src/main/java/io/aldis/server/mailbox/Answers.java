package io.aldis.server.mailbox;

import io.aldis.server.DeviceAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the devices of an account have answered when a message is stored for them.
 *
 * @param away {@link io.aldis.server.Device#id}s to store copies for, whether the store knows them or not
 * @param done those that have taken or refused the message
 * @param taken when a device has taken it, if one has
 * @param answers of the devices that were tried; some may ask for a pause
 */
record Answers(Set<String> away, Set<String> done, Optional<Instant> taken, List<DeviceAnswer> answers) {
    Answers {
        away = Set.copyOf(away);
        done = Set.copyOf(done);
        answers = List.copyOf(answers);
    }

    /** No device was asked. */
    static Answers none(Set<String> bound) {
        return new Answers(bound, Set.of(), Optional.empty(), List.of());
    }
}
