package io.aldis.server.mailbox;

import io.aldis.server.Answer;
import io.aldis.server.Device;
import io.aldis.server.DeviceAnswer;
import io.aldis.server.ForkResult;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What the {@link StoreDecision} is told. */
sealed interface StoreEvent {
    /**
     * A device has taken the message.
     *
     * @param bound {@link Device#id}s of the devices that were bound then
     */
    record Acceptance(Instant at, Set<String> bound) {}

    /** A device has accepted, and the sender has its answer; others are still tried. */
    record Interim(ForkResult soFar) implements StoreEvent {}

    /** All devices have answered, or the patience is over. */
    record Finished(ForkResult result) implements StoreEvent {}

    /**
     * The result of {@link StoreAction.Review}.
     *
     * @param first present when the message has just been accepted for the first time
     * @param newer as in {@link StoreDecision#newer}
     * @param replaced silent devices that are old contacts of a phone with a newer one
     */
    record Reviewed(Optional<Acceptance> first, Set<String> newer, Set<String> replaced) implements StoreEvent {}

    /**
     * The result of {@link StoreAction.Check}.
     *
     * @param last as there
     * @param all whether the account has no other devices
     */
    record Checked(boolean last, boolean all) implements StoreEvent {}

    /**
     * The store has confirmed the write.
     *
     * @param devices that have a copy
     * @param registered devices without an answer that have registered since the message arrived
     */
    record Stored(long id, Set<String> devices, Set<Device> registered) implements StoreEvent {}

    /** The mailbox is full. */
    record Full() implements StoreEvent {}

    /** No device needs a copy. */
    record Needless() implements StoreEvent {}

    /** The store has failed, or no device can take the message. @param answer to the sender */
    record Failed(Answer answer) implements StoreEvent {}

    /** The message has expired or may not be stored. @param refusal to the sender, if it is refused to it */
    record NotStorable(Optional<Answer> refusal) implements StoreEvent {}

    /** The answer of a device that was underway when the fork finished. @param newer as in {@link Reviewed} */
    record LateAnswer(DeviceAnswer answer, Set<String> newer) implements StoreEvent {}
}
